import type { Input } from "../input.ts";
import { NOTHING, RARE_INPUTS } from "./late.ts";
import type { Story, Told } from "./story.ts";
import { quote } from "./words.ts";

/** What viewers do at their pages. */
export type PageInput = Extract<Input, { readonly kind: "open_page" | "annotate" | "press" }>;

/** What the script or the reader did to the world, and why nothing followed when nothing did. */
export function inputSentence(event: Told<"input_applied">, story: Story): string {
  const what = whatWasDone(event.input, story);
  return story.hasEffect() ? `${what}.` : `${what}, but ${NOTHING.now.reasonForNothing(event, story)}.`;
}

function whatWasDone(input: Input, story: Story): string {
  switch (input.kind) {
    case "open_page":
      return `${story.name(input.client)} opens the page, and its program begins to run`;
    case "annotate":
      return `${story.name(input.client)} writes an annotation: ${quote(input.body)}`;
    case "press":
      return `${story.name(input.client)} presses “${input.button}”${input.text === "" ? "" : ` with ${quote(input.text)}`}`;
    default:
      return RARE_INPUTS.now.rareInput(input, story);
  }
}
