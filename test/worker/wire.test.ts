import { afterEach, expect, test } from "vitest";
import { callsTo, serve } from "../../src/worker/wire.ts";

const channels: MessageChannel[] = [];

afterEach(() => {
  for (const { port1, port2 } of channels.splice(0)) {
    port1.close();
    port2.close();
  }
});

function remoteOf<Api extends { readonly [name: string]: (...args: never[]) => unknown }>(api: Api) {
  const channel = new MessageChannel();
  channels.push(channel);
  // The remote has the calls of `api` and what they take.
  serve((call, args) => api[call]?.(...(args as never[])), channel.port2);
  const remote = callsTo<Api>(channel.port1);
  channel.port1.start();
  channel.port2.start();
  return remote;
}

test("answers come to the calls that asked for them, in whatever order they are ready", async () => {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  const remote = remoteOf({
    late: async (word: string) => {
      await held;
      return `late ${word}`;
    },
    soon: (a: number, b: number) => a + b,
  });
  const late = remote.late("answer");
  expect(await remote.soon(1, 2)).toBe(3);
  release();
  expect(await late).toBe("late answer");
});

test("what a call throws is rejected where it was asked", async () => {
  const remote = remoteOf({
    atOnce: () => {
      throw new RangeError("run 3 is not kept any more");
    },
    later: async () => {
      throw new Error("not loaded");
    },
  });
  await expect(remote.atOnce()).rejects.toThrow("run 3 is not kept any more");
  await expect(remote.later()).rejects.toThrow("not loaded");
});
