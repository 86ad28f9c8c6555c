import { useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { Scenario } from "../../schemas/scenario.ts";
import type { ClientId } from "../../trace/ids.ts";
import type { Input } from "../../trace/input.ts";
import { castOf } from "../cast.ts";
import { SequenceDiagram } from "../diagram/sequence-diagram.tsx";
import { moment } from "../diagram/time-scale.ts";
import { useSequence } from "../diagram/use-sequence.ts";
import { RichText } from "../rich-text.tsx";
import type { InitialRun } from "../simulator/conversation.ts";
import { Icon, type IconName } from "../simulator/icon.tsx";
import { useSession } from "../simulator/use-session.ts";
import { viewerModels } from "../viewer/viewer-model.ts";
import { ViewerPage } from "../viewer/viewer-page.tsx";
import { isOver, WRITTEN } from "./showcase-run.ts";

/** Slow enough to read the sentence of each step. */
const STEP_MS = 1500;

export type ShowcaseProps = {
  readonly scenario: Scenario;
  readonly initial: InitialRun;
  /** Who writes, and whose cable the reader may pull. */
  readonly writer: ClientId;
  readonly pulled: ClientId;
};

/** A small simulator that shows by itself what it is: it plays once it is in view, and the reader may step in. */
export function Showcase({ scenario, initial, writer, pulled }: ShowcaseProps) {
  const { session, conversation } = useSession(scenario, initial);
  const { run, at } = session;
  const box = useRef<HTMLDivElement>(null);
  const [live, setLive] = useState(false);
  const [playing, setPlaying] = useState(false);
  const [inView, setInView] = useState(false);
  const [actedMs, setActedMs] = useState<number | null>(null);
  const cast = useMemo(() => castOf(scenario.clients, run.events), [scenario, run.events]);
  const sequence = useSequence(run.events, run.steps, cast);
  const viewers = useMemo(() => viewerModels(cast, at.clients, run.events, at.seq), [cast, at, run.events]);
  const nameOf = (client: ClientId): string => cast.find((one) => one.client === client)?.name ?? client;
  const missing = session.worker === "missing";
  const over = isOver(run, at, actedMs);

  useEffect(() => {
    setLive(true);
    setPlaying(!matchMedia("(prefers-reduced-motion: reduce)").matches);
    if (box.current === null) return;
    const watch = new IntersectionObserver(([entry]) => setInView(entry?.isIntersecting === true), {
      threshold: 0.2,
    });
    watch.observe(box.current);
    return () => watch.disconnect();
  }, []);

  useEffect(() => {
    if (!playing || !inView || missing) return;
    if (over) {
      setPlaying(false);
      return;
    }
    conversation.wake();
    const timer = setTimeout(() => conversation.forward(), STEP_MS);
    return () => clearTimeout(timer);
  }, [playing, inView, missing, over, at, conversation]);

  const toggle = (): void => {
    if (!playing && over) startOver();
    setPlaying(!playing);
  };
  const startOver = (): void => {
    setActedMs(null);
    if (session.own !== null) conversation.backToScript();
    conversation.goTo(initial.run.at.seq);
  };
  const act = (input: Input): void => {
    setActedMs(at.timeMs);
    conversation.act(input);
    setPlaying(!matchMedia("(prefers-reduced-motion: reduce)").matches);
  };
  const cut = at.clients.find(({ client }) => client === pulled)?.link === "cut";
  const icon: IconName = playing ? "pause" : "play";

  return (
    <div class="showcase" data-live={live && !missing ? "" : undefined} ref={box}>
      <h2 class="offstage">{scenario.title}</h2>
      <SequenceDiagram sequence={sequence} seq={at.seq} title={scenario.title} />
      <div class="showcase-bar">
        <p class="showcase-sentence" aria-live={playing ? "off" : "polite"}>
          <span class="moment-time">{moment(at.timeMs)}</span> <RichText text={at.narration.text} />
        </p>
        <div class="showcase-controls">
          <button
            type="button"
            class="round is-main"
            aria-label={playing ? "Pause" : over ? "Play again" : "Play"}
            onClick={toggle}
          >
            <Icon name={icon} />
          </button>
          <button
            type="button"
            class="round"
            aria-label="One step forward"
            onClick={() => {
              setPlaying(false);
              conversation.forward();
            }}
          >
            <Icon name="forward" />
          </button>
          <button
            type="button"
            class="plain"
            onClick={() => act({ kind: "annotate", client: writer, body: WRITTEN })}
          >
            {nameOf(writer)} writes
          </button>
          <button
            type="button"
            class="plain is-dare"
            onClick={() => act({ kind: cut ? "plug_cable" : "pull_cable", client: pulled })}
          >
            {cut ? `Plug ${nameOf(pulled)}'s cable in` : `Pull ${nameOf(pulled)}'s cable`}
          </button>
        </div>
      </div>
      <div class="viewers">
        {viewers.map((model) => (
          <ViewerPage key={model.participant.client} model={model} />
        ))}
      </div>
      <p class="sim-status" role="status">
        {session.status}
      </p>
    </div>
  );
}
