import { useEffect, useRef, useState } from "preact/hooks";

/** Takes a file from the reader: chosen with the button, or dropped anywhere on the page. */
export function TraceDrop({ onFile }: { readonly onFile: (file: File) => void }) {
  const input = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = useRef(onFile);
  take.current = onFile;

  useEffect(() => {
    const brings = ({ dataTransfer }: DragEvent): boolean => dataTransfer?.types.includes("Files") ?? false;
    const drag = (event: DragEvent): void => {
      if (!brings(event)) return;
      // Without this the browser would leave the page and show the file itself.
      event.preventDefault();
      setOver(event.type !== "drop" && event.type !== "dragleave");
    };
    const leave = (event: DragEvent): void => {
      // Between two elements of the page there is always another one; outside of it there is none.
      if (event.relatedTarget === null) setOver(false);
    };
    const drop = (event: DragEvent): void => {
      drag(event);
      const file = event.dataTransfer?.files[0];
      if (file !== undefined) take.current(file);
    };
    document.addEventListener("dragover", drag);
    document.addEventListener("dragleave", leave);
    document.addEventListener("drop", drop);
    return () => {
      document.removeEventListener("dragover", drag);
      document.removeEventListener("dragleave", leave);
      document.removeEventListener("drop", drop);
    };
  }, []);

  return (
    <>
      <button type="button" class="plain playground-open" onClick={() => input.current?.click()}>
        Open a trace
      </button>
      <input
        ref={input}
        type="file"
        accept=".json,application/json"
        hidden
        aria-label="File with a saved trace"
        onChange={({ currentTarget }) => {
          const file = currentTarget.files?.[0];
          // The same file again is a choice as well.
          currentTarget.value = "";
          if (file !== undefined) onFile(file);
        }}
      />
      {over ? (
        <p class="playground-drop" aria-hidden="true">
          Drop the trace here
        </p>
      ) : null}
    </>
  );
}
