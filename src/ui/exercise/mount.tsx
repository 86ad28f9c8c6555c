import { hydrate } from "preact";
import { keptProgress } from "../progress/progress-store.ts";
import { ExerciseCard, type ExerciseProps } from "./exercise.tsx";

/** Brings an exercise to life in the HTML that the build has written for it. */
export function bringToLife(place: Element): void {
  const data = place.nextElementSibling?.textContent;
  if (data === undefined || data === null) return;
  const props: ExerciseProps = JSON.parse(data); // written by the build, from the same type
  const { exercises } = keptProgress().progress;
  const { id } = props.exercise;
  const passed = Object.hasOwn(exercises, id) ? exercises[id] : undefined;
  hydrate(<ExerciseCard {...props} passed={passed ?? null} />, place);
}
