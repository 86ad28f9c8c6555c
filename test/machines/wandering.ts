import type { RealClient } from "./real-client.ts";

const TOPICS = ["videos:1", "videos:2"];
const WAITS_MS = [10, 50, 150, 300, 450, 600, 1_000, 2_000, 5_000, 10_000, 30_000, 30_000, 30_000];

/** Lets a client live through `steps` random things, the same ones for the same seed. */
export function wander(client: RealClient, seed: number, steps: number): void {
  const random = randomFrom(seed);
  const pick = <Item>(items: readonly Item[]): Item => items[random(items.length)] as Item; // never empty
  const newest = (topic: string) => client.channels.findLast((channel) => channel.topic === topic);
  const joined = new Set<object>();
  client.connect();
  for (let step = 0; step < steps; step += 1) {
    const topic = pick(TOPICS);
    const channel = newest(topic);
    const transport = client.transports.at(-1);
    switch (pick(ACTIONS)) {
      case "connect":
        client.connect();
        break;
      case "disconnect":
        client.disconnect();
        break;
      case "join":
        if (channel === undefined || joined.has(channel)) {
          if (channel !== undefined && random(3) > 0 && channel.state !== "closed") break;
          client.channel(topic);
        }
        joined.add(newest(topic) ?? {});
        client.join(topic);
        break;
      case "push":
        if (channel !== undefined && joined.has(channel)) client.push(topic, pick(["said", "asked"]));
        break;
      case "leave":
        if (channel !== undefined && random(3) === 0) client.leave(topic);
        break;
      case "open":
        transport?.open();
        break;
      case "end":
        pick(client.transports).end(random(2) === 0);
        break;
      case "lose":
        transport?.end(random(2) === 0);
        break;
      case "answer": {
        const sent = transport?.sent.slice(-6);
        if (transport === undefined || sent === undefined || sent.length === 0) break;
        const [joinRef = null, ref = null, to = null] = pick(sent);
        const status = pick(["ok", "ok", "ok", "ok", "error", "maybe", "timeout"]);
        transport.receive([joinRef, ref, to, "phx_reply", { status, response: {} }]);
        break;
      }
      case "accept": {
        const sent = transport?.sent.findLast(
          ([, , , event]) => event === "phx_join" || event === "heartbeat",
        );
        if (transport === undefined || sent === undefined) break;
        const [joinRef = null, ref = null, to = null] = sent;
        transport.receive([joinRef, ref, to, "phx_reply", { status: "ok", response: {} }]);
        break;
      }
      case "crash": {
        // A process that ends while it joins answers the join with an error instead.
        if (transport === undefined || channel === undefined || channel.state === "closed") break;
        const ref = channel.joinRef();
        // The server knows only joins whose frame it got.
        if (!transport.sent.some((frame) => frame[1] === ref && frame[3] === "phx_join")) break;
        const event =
          channel.state === "joining" ? "phx_error" : pick(["phx_error", "phx_error", "phx_close"]);
        if (ref !== null) transport.receive([ref, ref, topic, event, {}]);
        break;
      }
      case "say":
        transport?.receive([null, null, topic, "said", { text: '"phx_reply"' }]);
        break;
      case "shout": {
        // A broadcast may have any name, and belongs to no join. A phx_error would make a channel join that
        // never joined, which the machines do not know.
        const unjoined = client.channels.some((other) => other.topic === topic && other.state === "closed");
        transport?.receive([
          null,
          null,
          topic,
          unjoined ? "phx_close" : pick(["phx_error", "phx_close"]),
          {},
        ]);
        break;
      }
      case "make":
        client.channel(topic);
        break;
      case "rejoin":
        if (channel !== undefined && joined.has(channel)) client.join(topic);
        break;
      case "throw": {
        const hook = pick(["params", "error", "close", "join ok", "said"]);
        client.mischief.set(`${topic} ${hook}`, () => {
          throw new Error(hook);
        });
        break;
      }
      case "nest":
        if (channel === undefined || !joined.has(channel)) break;
        client.mischief.set(`${topic} ${pick(["error", "join ok", "said"])}`, () =>
          client.push(topic, "nested"),
        );
        break;
      case "fill":
        if (transport !== undefined) transport.bufferedAmount = random(2);
        break;
      case "hide":
        client.setVisible(false);
        break;
      case "show":
        client.setVisible(true);
        break;
      case "wait":
        client.wait(pick(WAITS_MS));
        break;
    }
  }
}

const ACTIONS = [
  ..."connect disconnect join join push push leave open open open open end lose answer answer".split(" "),
  ..."accept accept accept crash say shout make rejoin throw nest fill hide show show wait wait wait wait wait wait".split(
    " ",
  ),
] as const;

/** Whole numbers from 0 below a bound (a linear congruential generator, constants of Numerical Recipes). */
function randomFrom(seed: number): (below: number) => number {
  let state = (seed * 2_654_435_761) >>> 0;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}
