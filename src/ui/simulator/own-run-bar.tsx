import { moment } from "../diagram/time-scale.ts";
import type { OwnRun } from "./session.ts";

/** Says that the run shown is not the script's, and leads to the comparison and back. */
export function OwnRunBar(props: {
  readonly own: OwnRun;
  /** Whether the reader has acted in it. */
  readonly acted: boolean;
  readonly onCompare: () => void;
  readonly onBack: () => void;
}) {
  const { own, acted, onCompare, onBack } = props;
  return (
    <p class="fork">
      <span>{wordsOf(own, acted)}</span>
      <button type="button" class="link" onClick={onCompare}>
        Compare
      </button>
      <button type="button" class="link" onClick={onBack}>
        {own.by === "code" ? "Back to the lesson's code" : "Back to the script's run"}
      </button>
    </p>
  );
}

function wordsOf({ by, fromMs }: OwnRun, acted: boolean): string {
  if (by === "code") return "A run of your code.";
  if (acted || by === "acting") return `Your own run: took over at ${moment(fromMs)}.`;
  return by === "exercise" ? "A run of the exercise." : "The run of a link.";
}
