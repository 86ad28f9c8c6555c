import { Glyph } from "../glyph.tsx";
import { FRAME_GLYPHS } from "../wire/frame-glyph.ts";
import type { Inspection, WireText } from "./inspection.ts";

/** The selected step field by field. */
export function Inspector({ inspection }: { readonly inspection: Inspection }) {
  return (
    <div class="inspector">
      <h3>
        {inspection.frame === null ? null : <Glyph path={FRAME_GLYPHS[inspection.frame].path} />}
        {inspection.heading}
      </h3>
      {inspection.wire === null ? (
        <p class="quiet">This step has no frame on the wire.</p>
      ) : (
        <Wire wire={inspection.wire} />
      )}
      {inspection.fields.length === 0 ? null : (
        <dl class="fields">
          {inspection.fields.map((one) => (
            <div key={one.name}>
              <dt>{one.name}</dt>
              <dd>
                <code class="fields-value">{one.value}</code>
                {one.about === "" ? null : <span>{one.about}</span>}
              </dd>
            </div>
          ))}
        </dl>
      )}
    </div>
  );
}

const FIELD_NAMES = ["join_ref", "ref", "topic", "event", "payload"] as const;

function Wire({ wire }: { readonly wire: WireText }) {
  return (
    <pre class="wire">
      <code>
        {wire.slices === null
          ? wire.text
          : wire.slices.map((slice, index) => (
              <>
                {index === 0 ? "[" : ","}
                <span class={`wire-${FIELD_NAMES[index] ?? "extra"}`}>{slice}</span>
              </>
            ))}
        {wire.slices === null ? null : "]"}
      </code>
    </pre>
  );
}
