import { useEffect, useState } from "preact/hooks";
import type { ComparedStop, Comparison, RunView } from "../../simulation/simulator-api.ts";
import type { Seq } from "../../trace/ids.ts";
import { type Stretch, stretchesOf, summaryOf } from "../compare/comparison-model.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";
import type { Conversation } from "./conversation.ts";
import type { OwnRun } from "./session.ts";
import { useLater } from "./use-later.ts";
import type { PanelProps } from "./use-panel.ts";

/** The reader's run beside the one that it came from, with the first difference marked. */
export function Panel(props: PanelProps) {
  const { own } = props.conversation.session;
  return own === null ? null : <Compared {...props} own={own} />;
}

function Compared({ title, cast, own, conversation }: PanelProps & { readonly own: OwnRun }) {
  const { run, at } = conversation.session;
  const comparison = useComparison(own.against, run, conversation);
  const [drawn, setDrawn] = useState(false);
  const beside = useLater(drawn, () => import("../compare/beside-view.tsx"));
  if (comparison === null) return null;
  const names: readonly [string, string] =
    own.by === "code" ? ["The lesson's code", "Your code"] : ["The script's run", "The run shown"];
  const [theirs, yours] = names;
  return (
    <div class="comparison">
      <p class="comparison-sum">
        {summaryOf(comparison)}{" "}
        <button type="button" class="link" onClick={() => setDrawn(true)}>
          The two diagrams side by side
        </button>
      </p>
      {drawn && beside !== null ? (
        <beside.BesideView
          title={title}
          names={names}
          cast={cast}
          left={own.against}
          right={run}
          comparison={comparison}
          onClose={() => setDrawn(false)}
        />
      ) : null}
      <p class="comparison-heads" aria-hidden="true">
        <span>− {theirs}</span>
        <span>+ {yours}</span>
      </p>
      <ol class="stretches">
        {stretchesOf(comparison).map((stretch, index) => (
          <li key={index} class={`stretch stretch-${stretch.is}`}>
            <StretchView
              stretch={stretch}
              current={at.seq}
              names={names}
              onChoose={(seq) => conversation.goTo(seq)}
            />
          </li>
        ))}
      </ol>
    </div>
  );
}

function useComparison(left: RunView, right: RunView, conversation: Conversation): Comparison | null {
  const [comparison, setComparison] = useState<Comparison | null>(null);
  useEffect(() => {
    let wanted = true;
    conversation
      .ask((client) => client.compare(left.run, right.run))
      .then(
        (answer) => wanted && setComparison(answer),
        () => wanted && setComparison(null),
      );
    return () => {
      wanted = false;
    };
    // A run may have gone on: then there is more to compare.
  }, [left.run, left.steps.length, right.run, right.steps.length, conversation]);
  return comparison;
}

type StopProps = { readonly current: Seq; readonly onChoose: (seq: Seq) => void };

function StretchView(
  props: { readonly stretch: Stretch; readonly names: readonly [string, string] } & StopProps,
) {
  const { stretch, names, ...stop } = props;
  switch (stretch.is) {
    case "same":
      return (
        <>
          {stretch.hidden === 0 ? null : <p class="stretch-hidden">{sameWords(stretch.hidden)}</p>}
          {stretch.stops.map((one) => (
            <Chosen key={one.seq} stop={one} {...stop} />
          ))}
        </>
      );
    case "different":
      return (
        <>
          {stretch.first ? <FirstMark /> : null}
          <Side mark="−" name={names[0]}>
            {stretch.left.map((one) => (
              <Told key={one.seq} stop={one} />
            ))}
          </Side>
          <Side mark="+" name={names[1]}>
            {stretch.right.map((one) => (
              <Chosen key={one.seq} stop={one} {...stop} />
            ))}
          </Side>
        </>
      );
    case "shifted":
      return (
        <>
          {stretch.first ? <FirstMark /> : null}
          <Chosen stop={stretch.right} {...stop} />
          <p class="stretch-how">
            {stretch.how === "time"
              ? `At ${moment(stretch.left.timeMs)} before.`
              : "The same stop, but not the same data."}
          </p>
        </>
      );
  }
}

function FirstMark() {
  return <p class="stretch-first">First difference</p>;
}

function Side(props: {
  readonly mark: string;
  readonly name: string;
  readonly children: readonly preact.JSX.Element[];
}) {
  const { mark, name, children } = props;
  if (children.length === 0) return <div class="stretch-side" data-empty="" />;
  return (
    <div class="stretch-side" data-mark={mark}>
      <span class="offstage">{name} alone: </span>
      {children}
    </div>
  );
}

function Chosen({ stop, current, onChoose }: { readonly stop: ComparedStop } & StopProps) {
  return (
    <button
      type="button"
      class="stretch-stop"
      aria-current={stop.seq === current ? "step" : undefined}
      onClick={() => onChoose(stop.seq)}
    >
      <span class="step-time">{moment(stop.timeMs)}</span> <RichText text={stop.sentence} />
    </button>
  );
}

function Told({ stop }: { readonly stop: ComparedStop }) {
  return (
    <p class="stretch-stop">
      <span class="step-time">{moment(stop.timeMs)}</span> <RichText text={stop.sentence} />
    </p>
  );
}

function sameWords(count: number): string {
  return count === 1 ? "One stop the same" : `${count} stops the same`;
}
