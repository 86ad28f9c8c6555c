import type { JSX } from "preact";
import { useMemo, useState } from "preact/hooks";
import type { MachineHistory, MachineName, RunView } from "../../simulation/simulator-api.ts";
import type { ClientStanding } from "../../trace/client-state.ts";
import type { Pid, PushId, Seq } from "../../trace/ids.ts";
import type { Participant } from "../cast.ts";
import { entriesOf, lately, nextEntry, placesAt, waysTakenAt } from "../statechart/course.ts";
import { CourseList } from "../statechart/course-list.tsx";
import { EntryList } from "../statechart/entry-list.tsx";
import type { MachineKind, Machines, Wish } from "../statechart/machines.ts";
import { DRAWINGS, machineKey, machinesIn, machinesShown, NO_WISH } from "../statechart/machines.ts";
import type { ChosenState } from "../statechart/statechart.tsx";
import { Statechart } from "../statechart/statechart.tsx";
import { topicAt } from "../statechart/topic-at.ts";
import type { Conversation } from "./conversation.ts";
import { TabRow, tabId, tabPanelId } from "./tab-row.tsx";
import { useAnswer } from "./use-answer.ts";
import type { PanelProps } from "./use-panel.ts";

/** `speaks`: the region whose state stands for the machine. */
const KINDS: readonly { readonly id: MachineKind; readonly label: string; readonly speaks: string }[] = [
  { id: "socket", label: "Socket", speaks: "connection" },
  { id: "channel", label: "Channel", speaks: "state" },
  { id: "push", label: "Push", speaks: "push" },
  { id: "process", label: "Process", speaks: "channel process" },
];

/** How many of its last transitions a machine tells. */
const LATELY = 8;

const NOT_THERE: { readonly [kind in MachineKind]: string } = {
  socket: "There is no socket yet.",
  channel: "There is no channel yet.",
  push: "There is no push yet.",
  process: "No channel process has served this viewer yet.",
};

/** The statecharts of one viewer: three of the client, and the process on the server that serves it. */
export function Panel(props: PanelProps) {
  const { participant } = props;
  return participant === undefined ? null : <Charts {...props} participant={participant} />;
}

function Charts({
  id,
  participant,
  conversation,
  viewers,
}: PanelProps & { readonly participant: Participant }) {
  const { run, at } = conversation.session;
  const { client, name, hue } = participant;
  const [kind, setKind] = useState<MachineKind>("channel");
  const [wish, setWish] = useState<Wish>(NO_WISH);
  const [chosen, setChosen] = useState<(ChosenState & { readonly kind: MachineKind }) | null>(null);
  const state = at.clients.find((one) => one.client === client)?.state ?? NO_STATE;
  const machines = useMemo(() => machinesIn(run.events, client), [run.events, client]);
  const topic = useMemo(() => topicAt(run.events, client, at.seq), [run.events, client, at.seq]);
  const shown = machinesShown(client, machines, state, at.seq, topic, wish);
  const courses: { readonly [kind in MachineKind]: MachineHistory | null } = {
    socket: useCourse(conversation, run, shown.socket),
    channel: useCourse(conversation, run, shown.channel),
    push: useCourse(conversation, run, shown.push),
    process: useCourse(conversation, run, shown.process),
  };
  const tabs = KINDS.map((one) => {
    const { regions } = DRAWINGS[one.id];
    const course = courses[one.id];
    const place = placesAt(regions, course, at.seq)?.get(one.speaks);
    const moved = regions.some((region) => waysTakenAt(course, region.id, at.seq).length > 0);
    const note = place === undefined || place.note === "" ? "" : `(${place.note})`;
    return { ...one, detail: place === undefined ? "none yet" : `${place.state}${note}`, moved };
  });

  const drawing = DRAWINGS[kind];
  const title = titleOf(kind, name, machines, shown);
  const course = courses[kind];
  const chosenRegion =
    chosen?.kind === kind ? drawing.regions.find((region) => region.id === chosen.region) : undefined;
  const timeOf = (seq: Seq): number => run.events[seq]?.timeMs ?? 0;
  const goTo = (seq: Seq): void => {
    conversation.play(false);
    conversation.goTo(seq);
  };
  const press = (pressed: ChosenState): void => {
    setChosen({ ...pressed, kind });
    const region = drawing.regions.find((one) => one.id === pressed.region);
    const seq = region === undefined ? null : nextEntry(entriesOf(region, course, pressed.state), at.seq);
    if (seq !== null) goTo(seq);
  };
  const row = `${id}-machine`;
  return (
    <div class="charts">
      <div class="charts-head">
        <TabRow row={row} label="Which statechart" tabs={tabs} selected={kind} onSelect={setKind} />
        {viewers}
      </div>
      <div class="chart-panel" role="tabpanel" id={tabPanelId(row)} aria-labelledby={tabId(row, kind)}>
        <div class="chart-head-line">
          <h3>{title}</h3>
          <Choice kind={kind} machines={machines} shown={shown} seq={at.seq} wish={wish} onWish={setWish} />
        </div>
        {placesAt(drawing.regions, course, at.seq) === null ? <p class="quiet">{NOT_THERE[kind]}</p> : null}
        <div class="chart-body">
          <Statechart
            drawing={drawing}
            history={course}
            seq={at.seq}
            title={title}
            hue={hue}
            chosen={chosenRegion === undefined ? null : chosen}
            onPress={press}
          />
          <div class="chart-side">
            {chosen === null || chosenRegion === undefined ? (
              <p class="quiet chart-hint">Press a state to go where it was entered.</p>
            ) : (
              <EntryList
                state={chosen.state}
                entries={entriesOf(chosenRegion, course, chosen.state)}
                seq={at.seq}
                timeOf={timeOf}
                onGo={goTo}
                onLetGo={() => setChosen(null)}
              />
            )}
            <CourseList
              transitions={lately(course, at.seq, LATELY)}
              seq={at.seq}
              regionLabels={new Map(drawing.regions.map((region) => [region.id, region.label]))}
              timeOf={timeOf}
              onGo={goTo}
            />
          </div>
        </div>
      </div>
    </div>
  );
}

const NO_STATE: ClientStanding = {
  socket: { connection: "closed", heartbeat: "off", reconnect: { is: "off" } },
  channels: [],
};

/** What a machine did in the whole run, as far as it goes by now. */
function useCourse(
  conversation: Conversation,
  { run, events, steps }: RunView,
  name: MachineName | null,
): MachineHistory | null {
  const last = steps.at(-1);
  const { answer } = useAnswer(
    `${run} ${name === null ? "" : machineKey(name)}`,
    events.length,
    name === null || last === undefined
      ? null
      : () => conversation.ask((client) => client.machine(run, last, name)),
  );
  return answer;
}

type Shown = ReturnType<typeof machinesShown>;

function titleOf(kind: MachineKind, viewer: string, machines: Machines, shown: Shown): string {
  const machine = shown[kind];
  switch (machine?.is) {
    case "channel":
      return `${viewer}'s channel ${machines.channels[placeOf(machines, machine)]?.topic ?? ""}`;
    case "push":
      return `${viewer}'s push ${machines.pushes.find(({ push }) => push === machine.push)?.event ?? ""}`;
    case "process":
      return `${viewer}'s channel process ${machines.processes.find(({ pid }) => pid === machine.pid)?.topic ?? ""}`;
    case "socket":
    case undefined:
      return `${viewer}'s ${kind === "process" ? "channel process" : kind}`;
  }
}

/** The place of a channel among all that the viewer's pages have made. */
function placeOf({ channels }: Machines, name: MachineName | null): number {
  if (name?.is !== "channel") return -1;
  return channels.findIndex(({ page, index }) => page === name.page && index === name.index);
}

/** The choice among several machines of a kind. */
function Choice(props: {
  readonly kind: MachineKind;
  readonly machines: Machines;
  readonly shown: Shown;
  readonly seq: Seq;
  readonly wish: Wish;
  readonly onWish: (wish: Wish) => void;
}): JSX.Element | null {
  const { kind, machines, shown, seq, wish, onWish } = props;
  switch (kind) {
    case "socket":
      return null;
    case "channel":
      return (
        <Select
          label="Channel"
          value={String(wish.channel ?? "")}
          options={[
            ["", `latest: ${machines.channels[placeOf(machines, shown.channel)]?.topic ?? "none yet"}`],
            ...machines.channels.map(
              ({ topic }, place) => [String(place), `${place + 1}: ${topic}`] as const,
            ),
          ]}
          onChoose={(value) => onWish({ ...wish, channel: value === "" ? null : Number(value), pid: null })}
        />
      );
    case "push": {
      const made = machines.pushes.filter(({ from }) => from <= seq);
      return (
        <Select
          label="Push"
          value={String(wish.push ?? "")}
          options={[
            ["", `latest: ${made.at(-1)?.event ?? "none yet"}`],
            ...made.map(({ push, event }) => [String(push), `${push}: ${event}`] as const),
          ]}
          // A brand has no value at run time; the options are the ids.
          onChoose={(value) => onWish({ ...wish, push: value === "" ? null : (Number(value) as PushId) })}
        />
      );
    }
    case "process": {
      const started = machines.processes.filter(({ from }) => from <= seq);
      return (
        <Select
          label="Channel process"
          value={String(wish.pid ?? "")}
          options={[
            ["", "the youngest of the channel"],
            ...started.map(({ pid, topic }) => [String(pid), `#PID<0.${pid}.0> ${topic}`] as const),
          ]}
          // As above.
          onChoose={(value) => onWish({ ...wish, pid: value === "" ? null : (Number(value) as Pid) })}
        />
      );
    }
  }
}

/** Nothing where there is nothing to choose. */
function Select(props: {
  readonly label: string;
  readonly value: string;
  readonly options: readonly (readonly [value: string, text: string])[];
  readonly onChoose: (value: string) => void;
}): JSX.Element | null {
  const { label, value, options, onChoose } = props;
  const fewest = options[0]?.[0] === "" ? 3 : 2;
  if (options.length < fewest) return null;
  return (
    <select aria-label={label} value={value} onChange={({ currentTarget }) => onChoose(currentTarget.value)}>
      {options.map(([one, text]) => (
        <option key={one} value={one}>
          {text}
        </option>
      ))}
    </select>
  );
}
