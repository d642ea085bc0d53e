// A component that is drawn again only when one of its properties has changed.

import { Component, type ComponentChild } from "preact";

/**
 * Not by `useMemo` around what is drawn: a kept vnode keeps its parent, and with it the whole page as it was then. Two
 * hundred cells that change at different times kept two hundred pages (measured: 60 MB after 15 s).
 */
export function pure<Props extends object>(draw: (props: Props) => ComponentChild) {
  return class Pure extends Component<Props> {
    override shouldComponentUpdate(next: Readonly<Props>): boolean {
      const names = Object.keys(next) as (keyof Props)[];
      return names.some((name) => next[name] !== this.props[name]);
    }

    override render(): ComponentChild {
      return draw(this.props);
    }
  };
}
