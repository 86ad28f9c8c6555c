import { useCallback, useEffect, useMemo, useRef, useState } from "preact/hooks";
import type { RunLinkView } from "../../schemas/run-link.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import { lastAtMost } from "../../trace/history.ts";
import type { ClientId } from "../../trace/ids.ts";
import type { Cast, Participant } from "../cast.ts";
import { castOf, markOf } from "../cast.ts";
import { DiagramTools } from "../diagram/diagram-tools.tsx";
import { SequenceDiagram } from "../diagram/sequence-diagram.tsx";
import { useDiagram } from "../diagram/use-diagram.ts";
import { usePick } from "../diagram/use-pick.ts";
import { Glyph } from "../glyph.tsx";
import { register } from "../page-simulators.ts";
import { Share } from "../share/share.tsx";
import { useTime } from "../time/use-time.tsx";
import { viewerModels } from "../viewer/viewer-model.ts";
import { ViewerPage } from "../viewer/viewer-page.tsx";
import { withBytes } from "./carried-bytes.ts";
import type { InitialRun } from "./conversation.ts";
import { Icon } from "./icon.tsx";
import type { Command } from "./keyboard.ts";
import { isLook, wishOf } from "./keyboard.ts";
import { OwnRunBar } from "./own-run-bar.tsx";
import type { PanelId } from "./panels.ts";
import { PANELS, panelsOf } from "./panels.ts";
import { protagonist } from "./protagonist.ts";
import { StepsList } from "./steps-list.tsx";
import { TabRow, tabId, tabPanelId } from "./tab-row.tsx";
import { TransportBar } from "./transport-bar.tsx";
import { useLater } from "./use-later.ts";
import { usePanel } from "./use-panel.ts";
import { useSession } from "./use-session.ts";

/** The island: one scenario, drawn as a whole by the server and stepped through in the browser. */
export function Simulator(props: {
  readonly id: string;
  readonly scenario: Scenario;
  readonly title: string;
  readonly initial: InitialRun;
  /** The steps of the first run as list items, HTML made at build time. */
  readonly steps: string;
}) {
  const { scenario, title, steps } = props;
  const initial = useMemo(() => withBytes(props.initial), [props.initial]);
  const { session, conversation } = useSession(scenario, initial);
  const { run, at } = session;
  const [live, setLive] = useState(false);
  const [place, setPlace] = useState("");
  const box = useRef<HTMLDivElement>(null);
  useEffect(() => {
    setLive(true);
    const all = [...document.querySelectorAll("[data-simulator]")];
    const index = all.findIndex((one) => one.contains(box.current));
    if (all.length > 1) setPlace(`Simulator ${index + 1} of ${all.length}, for the text beside it`);
  }, []);
  useEffect(() => register(props.id, conversation), [props.id, conversation]);
  const [panel, setPanel] = useState<PanelId>("viewers");
  const cast: Cast = useMemo(() => castOf(scenario.clients, run.events), [scenario, run.events]);
  const [chosen, setChosen] = useState<ClientId | null>(() =>
    protagonist(
      scenario.clients.map(({ id }) => id),
      scenario.inputs,
    ),
  );
  // Nobody can be asked about a viewer who has not come yet.
  const here = cast.filter(({ client }) => at.clients.some((one) => one.client === client));
  const participant: Participant | undefined = here.find(({ client }) => client === chosen) ?? here[0];
  const { sequence, looking } = useDiagram(run.events, run.steps, cast);
  const [large, setLarge] = useState(false);
  const larger = useLater(large, () => import("../diagram/large-view.tsx"));
  const Panel = usePanel(panel);
  // Whoever is tracked is told of to all.
  const presence = useMemo(
    () => run.events.some((one) => one.kind === "broadcast_dispatched" && one.event === "presence_diff"),
    [run.events],
  );
  // Looked for once, not at every step: a long run has few of them.
  const stored = useMemo(() => run.events.filter(({ kind }) => kind === "row_stored"), [run.events]);
  const viewers = useMemo(() => viewerModels(cast, at.clients, stored, at.seq), [cast, at, stored]);
  const index = lastAtMost(run.steps, at.seq);
  const picking = usePick(run.events);
  const { cone, tools: causes, pick } = picking;
  const [wished, setWished] = useState<RunLinkView | null>(null);
  // Once the run of the link is drawn: what is picked is an event of that run.
  useEffect(() => {
    if (wished === null) return;
    looking.pull(wished.zoom / looking.zoom);
    pick(wished.picked);
  }, [wished]);
  const onView = useCallback((view: RunLinkView): void => {
    setWished(view);
    setPanel((old) => PANELS.find(({ id }) => id === view.panel)?.id ?? old);
    setChosen(view.viewer);
  }, []);

  const time = useTime({ simulator: props.id, conversation, cast: here });
  const moves: { readonly [command in Command]: () => void } = {
    toggle: () => conversation.play(!session.playing),
    back: () => conversation.back(),
    forward: () => conversation.forward(),
    start: () => conversation.toStart(),
    end: () => conversation.toEnd(),
    previous: () => time.jump("back"),
    next: () => time.jump("forward"),
    keys: time.showKeys,
  };
  const command = (name: Command): void => {
    if (name !== "toggle" && name !== "keys") conversation.play(false);
    moves[name]();
  };

  const onKeyDown = (event: KeyboardEvent): void => {
    // Whatever has the focus is an element.
    const wish = wishOf(event, event.target as Element);
    if (wish === null || (session.worker === "missing" && !isLook(wish))) return;
    event.preventDefault();
    if (isLook(wish)) looking.look(wish);
    else command(wish);
  };

  const id = `sim-${props.id}`;
  const viewerChoice = (
    <ViewerChoice id={id} cast={here} chosen={participant?.client ?? null} onChoose={setChosen} />
  );
  const stage = (
    <>
      <SequenceDiagram sequence={sequence} seq={at.seq} title={title} looking={looking} pick={picking} />
      {cone === null || causes === null ? null : (
        <causes.CausePanel
          cone={cone}
          events={run.events}
          steps={run.steps}
          seq={at.seq}
          ask={(seqs) => conversation.ask((client) => client.sentences(run.run, seqs))}
          onGo={(seq) => conversation.goTo(seq)}
          onLetGo={() => {
            pick(null);
            box.current?.querySelector<HTMLElement>(".diagram")?.focus();
          }}
        />
      )}
      <TransportBar
        steps={run.steps}
        index={index}
        timeMs={at.timeMs}
        sentence={at.narration.text}
        playing={session.playing}
        picked={cone?.of === at.seq}
        onWhy={() => pick(cone?.of === at.seq ? null : at.seq)}
        onCommand={command}
        onScrub={(place) => {
          const seq = run.steps[place];
          if (seq !== undefined) conversation.goTo(seq);
        }}
        marks={time.marks}
        toolsOpen={time.open}
        onTools={time.toggle}
      >
        {time.tools}
      </TransportBar>
    </>
  );
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: the keys are shortcuts for the buttons inside it.
    <div
      class="simulator"
      ref={box}
      data-worker={session.worker}
      data-live={live && session.worker !== "missing" ? "" : undefined}
      onKeyDown={onKeyDown}
      // Whoever comes near with a pointer, a finger or the focus will want the worker in a moment.
      onPointerEnter={() => conversation.wake()}
      onFocusIn={() => conversation.wake()}
    >
      <header class="sim-head">
        <h2>{title}</h2>
        <p class="sim-number">{place}</p>
        <Share
          simulator={props.id}
          conversation={conversation}
          view={{
            panel,
            viewer: participant?.client ?? null,
            zoom: Math.round(looking.zoom * 1000) / 1000,
            picked: cone?.of ?? null,
          }}
          onView={onView}
        />
        <VariantSwitch
          id={id}
          scenario={scenario}
          current={session.variant}
          onChoose={(variant) => conversation.chooseVariant(variant)}
        />
        <DiagramTools looking={looking}>
          <button
            type="button"
            class="tool"
            aria-label="Larger"
            title="The diagram over the whole window"
            onClick={() => setLarge(true)}
          >
            <Icon name="larger" />
          </button>
        </DiagramTools>
      </header>
      {large && larger !== null ? (
        <>
          {/* Keeps the place for when it comes back. */}
          <div class="diagram" />
          <larger.LargeView title={title} looking={looking} onClose={() => setLarge(false)}>
            {stage}
          </larger.LargeView>
        </>
      ) : (
        stage
      )}
      {time.sheet}
      <div class="bench" data-panel={panel}>
        <p class="sim-status" role="status">
          {session.status}
        </p>
        {session.own === null ? null : (
          <OwnRunBar
            own={session.own}
            acted={run.parent !== null}
            onCompare={() => setPanel("compare")}
            onBack={() => {
              if (panel === "compare") setPanel("viewers");
              conversation.backToScript();
              // The button goes with the run; without this the focus would go with the button.
              box.current?.querySelector<HTMLElement>(".scrubber")?.focus();
            }}
          />
        )}
        <div class="bench-head controls">
          <TabRow
            row={id}
            label="What to show below the diagram"
            tabs={panelsOf({
              lookOnly: conversation.isLookOnly,
              own: session.own !== null,
              presence: presence || panel === "presence",
            })}
            selected={panel}
            onSelect={setPanel}
          />
        </div>
        <div
          class="panel"
          role="tabpanel"
          id={tabPanelId(id)}
          aria-labelledby={tabId(id, panel)}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a panel that holds nothing to press is reached as well.
          tabIndex={0}
        >
          {panel === "viewers" ? (
            <div class="viewers">
              {viewers.map((model) => (
                <ViewerPage key={model.participant.client} model={model} />
              ))}
            </div>
          ) : null}
          {Panel === null ? null : (
            <Panel
              id={id}
              title={title}
              cast={cast}
              participant={participant}
              viewers={viewerChoice}
              onViewer={setChosen}
              conversation={conversation}
            />
          )}
        </div>
        <StepsList
          first={initial.run}
          written={steps}
          current={index}
          cone={cone}
          conversation={conversation}
        />
      </div>
    </div>
  );
}

function VariantSwitch(props: {
  readonly id: string;
  readonly scenario: Scenario;
  readonly current: string;
  readonly onChoose: (variant: string) => void;
}) {
  const { id, scenario, current, onChoose } = props;
  if (scenario.variants.length < 2) return null;
  return (
    <fieldset class="switch controls">
      <legend class="offstage">Which program runs</legend>
      {scenario.variants.map((variant) => (
        <label key={variant.id}>
          <input
            type="radio"
            name={`${id}-variant`}
            value={variant.id}
            checked={variant.id === current}
            onChange={() => onChoose(variant.id)}
          />
          <span>{variant.label}</span>
        </label>
      ))}
    </fieldset>
  );
}

function ViewerChoice(props: {
  readonly id: string;
  readonly cast: Cast;
  readonly chosen: ClientId | null;
  readonly onChoose: (client: ClientId) => void;
}) {
  const { id, cast, chosen, onChoose } = props;
  return (
    <fieldset class="switch viewer-choice">
      <legend class="offstage">Viewer to act on and to look into</legend>
      {cast.map((one) => (
        <label key={one.client} data-hue={one.hue}>
          <input
            type="radio"
            name={`${id}-viewer`}
            value={one.client}
            checked={one.client === chosen}
            onChange={() => onChoose(one.client)}
          />
          <span>
            <Glyph path={markOf(one.hue)} solid />
            {one.name}
          </span>
        </label>
      ))}
    </fieldset>
  );
}
