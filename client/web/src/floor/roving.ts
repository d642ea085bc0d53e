// Keys between the calls of the floor: one of them is in the order of the Tab key, arrows go to the others.

/** Return where a key leads from a place in a grid that is filled row by row; null: it is no such key. */
export function moveIndex(index: number, key: string, count: number, columns: number): number | null {
  const column = index % columns;
  switch (key) {
    case "ArrowLeft":
      return Math.max(0, index - 1);
    case "ArrowRight":
      return Math.min(count - 1, index + 1);
    case "ArrowUp":
      return index < columns ? index : index - columns;
    case "ArrowDown":
      // From the row above a last one that is shorter, to the end of that one.
      return index + columns < count ? index + columns : Math.floor((count - 1) / columns) * columns > index - column ? count - 1 : index;
    case "Home":
      return 0;
    case "End":
      return count - 1;
    default:
      return null;
  }
}

/** Return how many columns the browser has made of a grid. */
export function columnsOf(grid: HTMLElement): number {
  return getComputedStyle(grid).gridTemplateColumns.split(" ").length;
}

/** The button that opens a call, wherever it stands now. */
export function openerOf(call_id: string): HTMLElement | null {
  return document.querySelector(`[data-open="${CSS.escape(call_id)}"]`);
}
