// What supervisors write to the agent during the call: cannot be missed, and asks for nothing but to be closed.

import { useTexts } from "./texts.ts";
import type { Whisper } from "./wire.ts";

export function Whispers({ whispers, onClose }: { whispers: readonly Whisper[]; onClose: (id: number) => void }) {
  const texts = useTexts();
  return (
    <>
      {whispers.map(({ id, text, heard_ms }, index) => (
        <div key={id} class="card whisper arriving">
          <div role="alert">
            <p class="from">
              {texts.say("whisper.from")} · <time>{texts.duration(heard_ms)}</time>
            </p>
            <p class="said">{text}</p>
          </div>
          <button
            type="button"
            // Escape closes the newest.
            aria-keyshortcuts={index === whispers.length - 1 ? "Escape" : undefined}
            onClick={() => onClose(id)}
          >
            {texts.say("page.close")}
            {index === whispers.length - 1 && <kbd aria-hidden="true">Esc</kbd>}
          </button>
        </div>
      ))}
    </>
  );
}
