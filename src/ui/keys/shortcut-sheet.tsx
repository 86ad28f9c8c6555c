import { useEffect, useId, useRef } from "preact/hooks";
import { SHORTCUTS } from "./shortcuts.ts";

/** All keys of the simulator, over the page; Escape or the button closes it, and the focus goes back. */
export function ShortcutSheet({ onClose }: { readonly onClose: () => void }) {
  const id = useId();
  const box = useRef<HTMLDialogElement>(null);
  useEffect(() => box.current?.showModal(), []);
  const close = (): void => box.current?.close();
  return (
    <dialog
      class="keys"
      ref={box}
      aria-labelledby={id}
      onClose={onClose}
      // A click beside the sheet lands on the dialog itself.
      onClick={({ target }) => target === box.current && close()}
      // The keys are those of the simulator behind it.
      onKeyDown={(event) => event.stopPropagation()}
    >
      <div class="keys-sheet">
        <header>
          <h2 id={id}>Keys</h2>
          <button type="button" class="plain" onClick={close}>
            Close
          </button>
        </header>
        <p>
          They work while the focus is in the simulator. A field that you type in keeps its keys for itself.
        </p>
        {SHORTCUTS.map(({ title, shortcuts }) => (
          <section key={title}>
            <h3>{title}</h3>
            <dl>
              {shortcuts.map(({ keys, does }) => (
                <div key={does}>
                  <dt>
                    {keys.map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </dt>
                  <dd>{does}</dd>
                </div>
              ))}
            </dl>
          </section>
        ))}
      </div>
    </dialog>
  );
}
