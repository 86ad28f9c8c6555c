import { useState } from "preact/hooks";

/** The buttons of the viewer's page, and the field whose text they take. */
export function Presser(props: {
  readonly name: string;
  readonly buttons: readonly string[];
  readonly onPress: (button: string, text: string) => void;
}) {
  const { name, buttons, onPress } = props;
  const [text, setText] = useState("");
  return (
    <form class="writer" onSubmit={(event) => event.preventDefault()}>
      <label>
        <span>{name} types, and presses a button of the page</span>
        <input
          type="text"
          value={text}
          maxLength={120}
          autocomplete="off"
          autocapitalize="off"
          onInput={(event) => setText(event.currentTarget.value)}
        />
      </label>
      {buttons.map((button) => (
        <button key={button} type="button" class="plain" onClick={() => onPress(button, text.trim())}>
          {button}
        </button>
      ))}
    </form>
  );
}

/** The field in which the viewer writes annotations. */
export function Writer({
  name,
  onWrite,
}: {
  readonly name: string;
  readonly onWrite: (body: string) => void;
}) {
  const [body, setBody] = useState("");
  return (
    <form
      class="writer"
      onSubmit={(event) => {
        event.preventDefault();
        const text = body.trim();
        if (text === "") return;
        onWrite(text);
        setBody("");
      }}
    >
      <label>
        <span>{name} writes an annotation</span>
        <input
          type="text"
          value={body}
          maxLength={120}
          required
          autocomplete="off"
          placeholder="What do you see?"
          onInput={(event) => setBody(event.currentTarget.value)}
        />
      </label>
      <button type="submit" class="plain">
        Write
      </button>
    </form>
  );
}
