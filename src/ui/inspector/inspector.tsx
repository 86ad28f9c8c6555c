import type { Seq } from "../../trace/ids.ts";
import { moment } from "../diagram/time-scale.ts";
import { Glyph } from "../glyph.tsx";
import { RichText } from "../rich-text.tsx";
import { FRAME_GLYPHS } from "../wire/frame-glyph.ts";
import type { BytePart } from "./binary-layout.ts";
import type { JourneyStep } from "./frame-journey.ts";
import type { Inspection, WireText } from "./inspection.ts";

/** The selected step field by field. */
export function Inspector(props: {
  readonly inspection: Inspection;
  readonly journey: readonly JourneyStep[];
  readonly timeOf: (seq: Seq) => number;
  readonly onGo: (seq: Seq) => void;
}) {
  const { inspection, journey, timeOf, onGo } = props;
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
      {inspection.layout === null ? null : <Layout parts={inspection.layout} />}
      {journey.length === 0 ? null : (
        <section class="course" aria-label="Where it belongs">
          <h3>Where it belongs</h3>
          <ol>
            {journey.map(({ text, seq, isHere }) => (
              <li key={text}>
                {seq === null ? (
                  <p class="quiet">
                    <RichText text={text} />
                  </p>
                ) : (
                  <button type="button" aria-current={isHere ? "step" : undefined} onClick={() => onGo(seq)}>
                    <span class="course-time">{moment(timeOf(seq))}</span>
                    <span class="course-way">
                      <RichText text={text} />
                      {isHere ? <b class="course-now">now</b> : null}
                    </span>
                  </button>
                )}
              </li>
            ))}
          </ol>
        </section>
      )}
      {inspection.asV1 === null ? null : (
        <details class="as-v1">
          <summary>The same message with serializer 1.0.0</summary>
          <pre class="wire">
            <code>{inspection.asV1}</code>
          </pre>
        </details>
      )}
    </div>
  );
}

/** A binary frame byte by byte. */
function Layout({ parts }: { readonly parts: readonly BytePart[] }) {
  return (
    <table class="bytes">
      <caption>Byte by byte</caption>
      <thead>
        <tr>
          <th scope="col">from</th>
          <th scope="col">bytes</th>
          <th scope="col">what</th>
          <th scope="col">value</th>
        </tr>
      </thead>
      <tbody>
        {parts.map(({ from, bytes, name, value }) => (
          <tr key={name}>
            <td>{from}</td>
            <td>
              <code>{bytes}</code>
            </td>
            <th scope="row">{name}</th>
            <td>
              <code>{value}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
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
