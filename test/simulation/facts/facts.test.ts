import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { CLIENT_FACTS } from "../../../src/simulation/facts/client-facts.ts";
import { checkFact, factReport, holds } from "../../../src/simulation/facts/fact.ts";
import type { ClientSocket, Subject } from "../../../src/simulation/facts/trial.ts";
import "../../../src/simulation/whole.ts";

const ROOT = join(import.meta.dirname, "../../..");

test("every fact holds for the installed client, and the command says so", () => {
  const { status, stdout } = spawnSync(process.execPath, ["src/cli/facts.ts"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  const lines = stdout.trimEnd().split("\n");
  expect(lines[0]).toBe("client: phoenix 1.8.16 from npm");
  expect(lines[1]).toBe("taught pair: server Phoenix 1.8.12, client phoenix 1.8.16");
  expect(lines.filter((line) => line.startsWith("CHANGED"))).toEqual([]);
  expect(lines.filter((line) => line.startsWith("ok"))).toHaveLength(CLIENT_FACTS.length);
  expect(lines.at(-1)).toBe(`${CLIENT_FACTS.length} passed, 0 failed`);
  expect(status).toBe(0);
});

test("no fact is stated twice", () => {
  const all = CLIENT_FACTS.map(({ says }) => says);
  expect(all.filter((says, index) => all.indexOf(says) !== index)).toEqual([]);
});

/** Replaces a method of the client, which knows the one that it replaces. */
function replace(
  name: string,
  make: (socket: ClientSocket, original: (...args: unknown[]) => unknown) => unknown,
): Subject {
  return { alter: (socket) => Reflect.set(socket, name, make(socket, Reflect.get(socket, name))) };
}

/** Clients that differ in one thing, and what of all that is said becomes untrue by it, among other things. */
const ALTERED: readonly { readonly name: string; readonly subject: Subject; readonly changed: string }[] = [
  {
    name: "another reconnect table",
    subject: {
      options: { reconnectAfterMs: (tries) => [10, 50, 100, 150, 200, 250, 500, 1000][tries - 1] ?? 5000 },
    },
    changed: "it reconnects after 10, 50, 100",
  },
  {
    name: "jitter",
    subject: { options: { reconnectAfterMs: () => 10 + Math.floor(Math.random() * 1e6) } },
    changed: "the waits have no jitter",
  },
  {
    name: "another rejoin table",
    subject: { options: { rejoinAfterMs: () => 1000 } },
    changed: "a refused join is retried after 1000, 2000, 5000",
  },
  {
    name: "a quicker heartbeat",
    subject: { options: { heartbeatIntervalMs: 25_000 } },
    changed: "the first heartbeat follows 30 s after the open",
  },
  { name: "another push timeout", subject: { options: { timeout: 5000 } }, changed: "a push waits 10 s" },
  {
    name: "another version of the protocol",
    subject: { options: { vsn: "1.0.0" } },
    changed: "it speaks 2.0.0",
  },
  {
    name: "ignoring a close with 1000, as older clients do",
    subject: replace("onConnClose", (socket, original) => (event: { readonly code: number }) => {
      if (event.code === 1000) Reflect.set(socket, "closeWasClean", true);
      original(event);
    }),
    changed: "it reconnects after every close that it did not ask for",
  },
  {
    name: "reconnecting while hidden, as older clients do",
    subject: {
      alter: (socket) => Object.defineProperty(socket, "pageHidden", { get: () => false }),
    },
    changed: "a hidden page does not reconnect",
  },
  {
    name: "two counters",
    subject: replace("onOpen", (socket, original) => (callback: unknown) => {
      const ref = original(callback);
      Reflect.set(socket, "ref", Reflect.get(socket, "ref") - 1);
      return ref;
    }),
    changed: "message refs and listener refs come from one counter",
  },
  {
    name: "sending every buffered join, as older clients do",
    subject: replace("isOutdated", () => () => false),
    changed: "a join that waits while attempts to connect fail is sent once",
  },
  {
    name: "channels that are not told of a lost connection",
    subject: replace("triggerChanError", () => () => {}),
    changed: "on a new connection errored channels rejoin at once",
  },
  {
    name: "duplicates that stay",
    subject: replace("leaveOpenTopic", () => () => {}),
    changed: "a second channel of the topic makes the first one leave",
  },
  {
    name: "going on after a silent heartbeat",
    subject: replace("heartbeatTimeout", () => () => {}),
    changed: "a heartbeat without a reply for 30 s closes the connection with 1000",
  },
];

describe("a client that differs is noticed", () => {
  test.each(ALTERED)("$name", ({ subject, changed }) => {
    const findings = CLIENT_FACTS.map((fact) => checkFact(fact, subject));
    const wrong = findings.filter((finding) => !holds(finding)).map(({ says }) => says);
    expect(wrong.filter((says) => says.startsWith(changed))).toHaveLength(1);
    const report = factReport(findings);
    expect(report).toMatch(/^CHANGED {2}.*: expected .*, saw /m);
    expect(report).toContain(`${findings.length - wrong.length} passed, ${wrong.length} failed\n`);
  });

  test("so is one with which a fact cannot even be observed", () => {
    const subject = replace("connect", () => () => {
      throw new RangeError("no connection");
    });
    expect(CLIENT_FACTS.map((fact) => checkFact(fact, subject)).every(holds)).toBe(false);
  });
});
