import type { JSX } from "preact";
import { useEffect, useState } from "preact/hooks";
import type { ChartsView, RunId, StepView } from "../../simulation/simulator-api.ts";
import type { ClientState } from "../../trace/client-state.ts";
import type { PushId, Seq } from "../../trace/ids.ts";
import type { Participant } from "../cast.ts";
import { CHANNEL_CHART } from "../statechart/channel-chart.ts";
import { channelOf, litChannel, litPush, litSocket, pushOf } from "../statechart/lit.ts";
import { PUSH_CHART } from "../statechart/push-chart.ts";
import { SOCKET_CHART } from "../statechart/socket-chart.ts";
import { ChartHeads, Statechart } from "../statechart/statechart.tsx";

/** The three statecharts of one viewer's client, with the choice of channel and push. */
export function ChartPanel(props: {
  readonly participant: Participant;
  readonly run: RunId;
  readonly at: StepView;
  readonly before: StepView | null;
  readonly ask: (run: RunId, seq: Seq) => Promise<ChartsView>;
}) {
  const { participant, run, at, before, ask } = props;
  const [topic, setTopic] = useState<string | null>(null);
  const [push, setPush] = useState<PushId | null>(null);
  const now = useMachines(run, at, ask)?.find((one) => one.client === participant.client)?.state;
  const then = useMachines(run, before, ask)?.find((one) => one.client === participant.client)?.state;
  const channel = channelOf(now, topic);
  const shown = pushOf(now, push);
  const channelBefore = then?.channels.find((one) => one.topic === channel?.topic) ?? null;
  const pushBefore = then?.pushes.find((one) => one.push === shown?.push) ?? null;
  const { name, hue } = participant;
  return (
    <div class="chart-row">
      <ChartHeads />
      <Statechart
        chart={SOCKET_CHART}
        lit={litSocket(now?.socket ?? null, then?.socket ?? null)}
        title={`${name}'s socket`}
        empty="There is no socket yet."
        hue={hue}
      />
      <Statechart
        chart={CHANNEL_CHART}
        lit={litChannel(channel, channelBefore)}
        title={channel === null ? `${name}'s channel` : `${name}'s channel ${channel.topic}`}
        empty="There is no channel yet."
        hue={hue}
        choice={
          (now?.channels.length ?? 0) < 2 ? null : (
            <select
              aria-label="Channel"
              value={channel?.topic ?? ""}
              onChange={(event) => setTopic(event.currentTarget.value)}
            >
              {now?.channels.map((one) => (
                <option key={one.topic} value={one.topic}>
                  {one.topic}
                </option>
              ))}
            </select>
          )
        }
      />
      <Statechart
        chart={PUSH_CHART}
        lit={litPush(shown, pushBefore)}
        title={`${name}'s push`}
        empty="There is no push yet."
        hue={hue}
        choice={<PushChoice state={now} chosen={push} onChoose={setPush} />}
      />
    </div>
  );
}

/**
 * The machines' states at a moment. While they are on their way the client's own word stands in for them:
 * tests see to it that the two agree.
 */
function useMachines(
  run: RunId,
  view: StepView | null,
  ask: (run: RunId, seq: Seq) => Promise<ChartsView>,
): ChartsView["clients"] | null {
  const [known, setKnown] = useState<{ view: StepView; clients: ChartsView["clients"] } | null>(null);
  useEffect(() => {
    if (view === null) return;
    let wanted = true;
    ask(run, view.seq).then(
      ({ clients }) => wanted && setKnown({ view, clients }),
      // Then the client's own word stays.
      () => undefined,
    );
    return () => {
      wanted = false;
    };
  }, [run, view]);
  return known !== null && known.view === view ? known.clients : (view?.clients ?? null);
}

function PushChoice(props: {
  readonly state: ClientState | undefined;
  readonly chosen: PushId | null;
  readonly onChoose: (push: PushId | null) => void;
}): JSX.Element {
  const { state, chosen, onChoose } = props;
  const latest = state?.pushes.at(-1);
  return (
    <select
      aria-label="Push"
      value={chosen === null ? "" : String(chosen)}
      onChange={(event) => {
        const { value } = event.currentTarget;
        onChoose(state?.pushes.find((one) => String(one.push) === value)?.push ?? null);
      }}
    >
      <option value="">{latest === undefined ? "the latest" : `latest: ${latest.event}`}</option>
      {state?.pushes.map((one) => (
        <option key={one.push} value={String(one.push)}>
          {one.push}: {one.event}
        </option>
      ))}
    </select>
  );
}
