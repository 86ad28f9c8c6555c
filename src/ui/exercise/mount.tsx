import { hydrate } from "preact";
import { keptProgress } from "../progress/progress-store.ts";
import { sharedData } from "../shared-data.ts";
import { ExerciseCard, type ExerciseProps } from "./exercise.tsx";

/** Brings an exercise to life in the HTML that the build has written for it. */
export function bringToLife(place: Element): void {
  const props = sharedData<ExerciseProps>(place);
  if (props === null) return;
  const { exercises } = keptProgress().progress;
  const { id } = props.exercise;
  const passed = Object.hasOwn(exercises, id) ? exercises[id] : undefined;
  hydrate(<ExerciseCard {...props} passed={passed ?? null} />, place);
}
