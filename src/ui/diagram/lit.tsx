import { useMemo } from "preact/hooks";
import type { Cone } from "../../trace/causality.ts";
import type { Slice } from "./ground.tsx";
import { ItemView } from "./item-view.tsx";
import { litItems } from "./picked.ts";
import type { Sequence } from "./sequence.ts";
import { landedItems, within } from "./sequence.ts";
import { roomFor } from "./view.ts";

/** What is picked, with what led to it and what followed; everything else fades. */
export function Lit(props: {
  readonly sequence: Sequence;
  readonly slice: Slice | null;
  readonly cone: Cone;
}) {
  const { sequence, slice, cone } = props;
  const items = useMemo(() => {
    const { all, lanes, view } = sequence;
    const near = slice === null ? all : within(all, slice.top, slice.bottom);
    return roomFor(view, litItems(near, cone), lanes.server);
  }, [sequence, slice, cone]);
  return (
    <>
      <rect class="fade" width="100%" height={Math.ceil(sequence.height)} />
      {items.map((item) => (
        <ItemView key={item.key} item={item} />
      ))}
      {landedItems(sequence, cone.of).map((item) => (
        <ItemView key={`picked ${item.key}`} item={item} mark="picked" />
      ))}
    </>
  );
}
