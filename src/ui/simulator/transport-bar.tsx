import type { ComponentChildren } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { Seq } from "../../trace/ids.ts";
import { moment } from "../diagram/time-scale.ts";
import { RichText } from "../rich-text.tsx";
import { type ScrubberMark, ScrubberMarks } from "../time/scrubber-marks.tsx";
import type { IconName } from "./icon.tsx";
import { Icon } from "./icon.tsx";
import type { Command } from "./keyboard.ts";

/** Moving through the run: the sentence of the current step, the buttons and the scrubber. */
export function TransportBar(props: {
  readonly steps: readonly Seq[];
  readonly index: number;
  readonly timeMs: number;
  readonly sentence: string;
  readonly playing: boolean;
  /** Whether the current step is the picked event. */
  readonly picked: boolean;
  /** Asks what led to the current step; asks no more, when it is picked. */
  readonly onWhy: () => void;
  readonly onCommand: (command: Command) => void;
  readonly onScrub: (index: number) => void;
  /** What is to be seen at the scrubber. */
  readonly marks: readonly ScrubberMark[];
  /** Whether what lies beside stepping is shown: speed, jumps, named moments. */
  readonly toolsOpen: boolean;
  readonly onTools: () => void;
  readonly children?: ComponentChildren;
}) {
  const { steps, index, timeMs, sentence, playing, picked, onWhy, onCommand, onScrub } = props;
  const { marks, toolsOpen, onTools, children } = props;
  // Where the reader has put the scrubber, until the run is there: drawn from `index`, it would jump back.
  const [sought, setSought] = useState<number | null>(null);
  useEffect(() => setSought((place) => (place === index ? null : place)), [index]);
  const button = (command: Command, icon: IconName, name: string) => (
    <button
      type="button"
      class={command === "toggle" ? "round is-main" : "round"}
      aria-label={name}
      title={name}
      onClick={() => {
        setSought(null);
        onCommand(command);
      }}
    >
      <Icon name={icon} />
    </button>
  );
  return (
    <div class="bar">
      <p class="moment">
        <span class="moment-time">{moment(timeMs)}</span>
        <span class="moment-step">
          step {Math.max(0, index) + 1} of {steps.length}
        </span>
      </p>
      <p class="sentence" aria-live={playing ? "off" : "polite"}>
        <RichText text={sentence} />
      </p>
      <button type="button" class="why controls" aria-pressed={picked} onClick={onWhy}>
        Why?
      </button>
      <div class="transport controls">
        {button("start", "start", "To the start")}
        {button("back", "back", "One step back")}
        {button("toggle", playing ? "pause" : "play", playing ? "Pause" : "Play")}
        {button("forward", "forward", "One step forward")}
        {button("end", "end", "To the end")}
        <span class="scrub">
          <ScrubberMarks marks={marks} count={steps.length} />
          <input
            type="range"
            class="scrubber"
            min="0"
            max={Math.max(0, steps.length - 1)}
            step="1"
            value={Math.max(0, playing ? index : (sought ?? index))}
            aria-label="Step"
            aria-valuetext={`step ${Math.max(0, index) + 1} of ${steps.length}, ${moment(timeMs)}`}
            onInput={(event) => {
              setSought(event.currentTarget.valueAsNumber);
              onScrub(event.currentTarget.valueAsNumber);
            }}
            onKeyDown={({ key }) => {
              if (key === "Home" || key === "End") setSought(null);
            }}
            onBlur={() => setSought(null)}
          />
        </span>
        <button
          type="button"
          class="round"
          aria-label="Speed, jumps and named moments"
          title="Speed, jumps and named moments"
          aria-expanded={toolsOpen}
          onClick={onTools}
        >
          <Icon name="more" />
        </button>
      </div>
      {children}
    </div>
  );
}
