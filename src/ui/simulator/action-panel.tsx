import { useState } from "preact/hooks";
import type { StepView } from "../../simulation/simulator-api.ts";
import type { ClientId } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import type { Participant } from "../cast.ts";
import { RichText } from "../rich-text.tsx";
import { actionsFor, buttonsOf, canWrite } from "./actions.ts";

/** What the reader may do to the world at the current moment. */
export function ActionPanel(props: {
  readonly participant: Participant;
  readonly at: StepView;
  readonly onAct: (input: Input) => void;
}) {
  const { participant, at, onAct } = props;
  const client: ClientId = participant.client;
  const buttons = buttonsOf(client, at);
  return (
    <div class="actions controls">
      <p class="actions-head">
        What you do happens at the current step, to {participant.name} or to the server, and makes a run of
        your own.
      </p>
      {canWrite(client, at) ? (
        <Writer name={participant.name} onWrite={(body) => onAct({ kind: "annotate", client, body })} />
      ) : null}
      {buttons.length > 0 ? (
        <Presser
          name={participant.name}
          buttons={buttons}
          onPress={(button, text) => onAct({ kind: "press", client, button, text })}
        />
      ) : null}
      <ul>
        {actionsFor(client, at).map((action) => (
          <li key={action.id}>
            <button type="button" class="act" onClick={() => onAct(action.input)}>
              <b>{action.label}</b>
              <span>
                <RichText text={action.about} />
              </span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}

/** The buttons of the viewer's page, and the field whose text they take. */
function Presser(props: {
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

function Writer({ name, onWrite }: { readonly name: string; readonly onWrite: (body: string) => void }) {
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
