import { Glyph } from "../glyph.tsx";
import type { BindingView, LineView } from "./code-walk.ts";

/** Longer values are cut until they are asked for. */
const SHORT = 72;

/** What was bound when a line began, and what it raised. */
export function BindingsView({ line }: { readonly line: LineView }) {
  const { bindings, notes, error } = line;
  return (
    <div class="bindings">
      <h3>Bound at line {line.line}</h3>
      {error === null ? null : (
        <p class="code-error">
          <Glyph path="M-4-4L4 4M4-4L-4 4" />
          <code>{error}</code>
        </p>
      )}
      {bindings.length === 0 ? <p class="quiet">Nothing is bound here.</p> : null}
      <dl>
        {bindings.map((binding) => (
          <Binding key={binding.name} binding={binding} />
        ))}
      </dl>
      {notes.map((note) => (
        <p key={note} class="quiet">
          {note}
        </p>
      ))}
    </div>
  );
}

function Binding({ binding }: { readonly binding: BindingView }) {
  const { name, text, cut, change } = binding;
  const isLong = text.length > SHORT;
  return (
    <div data-change={change ?? undefined}>
      <dt>
        <code>{name}</code>
        {change === null ? null : <span class="binding-change">{change}</span>}
      </dt>
      <dd>
        {isLong ? (
          <details>
            <summary>
              <code class="binding-start">{text.slice(0, SHORT)}…</code>
            </summary>
            <code>{text}</code>
            {cut ? <span class="quiet"> cut here</span> : null}
          </details>
        ) : (
          <code>{text}</code>
        )}
      </dd>
    </div>
  );
}
