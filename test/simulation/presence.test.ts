import { Presence as OfficialPresence } from "phoenix";
import { expect, test } from "vitest";
import { Page, type PageHost, type PageProgram } from "../../src/client/page.ts";
import { networkTo } from "../../src/simulation/server-network.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import { Link } from "../../src/transport/link.ts";
import { labServer } from "../server/lab-server.ts";

// The official client, socket and Presence, over the simulated network against the simulated server.

const TOPIC = "lab:room";

type Channel = ReturnType<InstanceType<PageHost["Socket"]>["channel"]>;

function world() {
  const { kernel, endpoint } = labServer({ module: { name: "Golden.LabPresence" } });
  const network = networkTo(kernel, () => endpoint);

  function open(name: string, program: PageProgram) {
    const client = name as ClientId; // ids have no other source in a test
    const link = new Link(kernel, client, { latencyMs: 40, jitterMs: 0, bytesPerSecond: null });
    const page = new Page({ network, link, wallClockMsAtStart: 0 });
    page.open(program, { user: name, token: "", renewToken: () => "" });
    return { page, link };
  }

  /** A page that joins as `key` from a device; what its Presence shows, and what it calls back. */
  function visit(device: string, key: string) {
    const told: string[] = [];
    const presences: OfficialPresence[] = [];
    const { page } = open(device, ({ Socket }) => {
      const socket = new Socket("ws://localhost/socket", { params: { user: device } });
      const channel = socket.channel(TOPIC, { key, meta: { device } });
      presences.push(presenceOf(channel, told));
      socket.connect();
      channel.join();
      return { socket, annotate() {} };
    });
    return { page, shown: () => presences.flatMap(shownBy), told: () => told.splice(0) };
  }
  return { kernel, open, visit };
}

function presenceOf(channel: Channel, told: string[]): OfficialPresence {
  const presence = new OfficialPresence(channel);
  presence.onJoin((who, before) => {
    told.push(before === undefined ? `${who} came` : `${who} came once more`);
  });
  presence.onLeave((who, { metas }) => {
    told.push(metas.length === 0 ? `${who} left` : `${who} left once`);
  });
  presence.onSync(() => {
    told.push("sync");
  });
  return presence;
}

/** `key: devices` of everyone, as a Presence shows it. */
function shownBy(presence: OfficialPresence): readonly string[] {
  const devices = (metas: readonly { readonly device?: string }[]) => metas.map(({ device }) => device);
  return presence.list((key, { metas }) => `${key}: ${devices(metas).join(" ")}`).sort();
}

test("every page shows the same, through a crash, an update, a leave and a lost connection", () => {
  const { kernel, visit } = world();
  const web = visit("web", "ada");
  kernel.runUntil(500);
  // Its own diff came first and waited for the state, which has the same presence in it: two calls for one join.
  expect(web.told()).toEqual(["ada came", "ada came once more", "sync"]);
  const phone = visit("phone", "ada");
  kernel.runUntil(1000);
  const tv = visit("tv", "ben");
  kernel.runUntil(1500);
  const everyone = ["ada: web phone", "ben: tv"];
  for (const { shown } of [web, phone, tv]) expect(shown()).toEqual(everyone);
  expect(web.told()).toEqual(["ada came once more", "sync", "ben came", "sync"]);

  tv.page.push(TOPIC, "crash", {});
  kernel.runUntil(2000);
  for (const { shown } of [web, phone]) expect(shown()).toEqual(["ada: web phone"]);
  kernel.runUntil(4000);
  for (const { shown } of [web, phone, tv]) expect(shown()).toEqual(everyone);
  expect(web.told()).toEqual(["ben left", "sync", "ben came", "sync"]);

  phone.page.push(TOPIC, "update", { key: "ada", how: "merge", meta: { device: "tablet" } });
  kernel.runUntil(4500);
  for (const { shown } of [web, phone, tv]) expect(shown()).toEqual(["ada: web tablet", "ben: tv"]);
  expect(web.told()).toEqual(["ada came once more", "ada left once", "sync"]);

  phone.page.leave(TOPIC);
  kernel.runUntil(5000);
  for (const { shown } of [web, tv]) expect(shown()).toEqual(["ada: web", "ben: tv"]);
  tv.page.disconnect();
  kernel.runUntil(5500);
  expect(web.shown()).toEqual(["ada: web"]);
  expect(web.told()).toEqual(["ada left once", "sync", "ben left", "sync"]);

  tv.page.connect();
  kernel.runUntil(7000);
  for (const { shown } of [web, tv]) expect(shown()).toEqual(["ada: web", "ben: tv"]);
});

// The same client against a real Phoenix 1.8.12 keeps the ghost in 15 of 20 tries. A diff of the former
// subscription is under way while the page leaves and joins again with a new channel. The new Presence holds it
// back until its state has come, and then adds it; and the leave was told between the two subscriptions, to nobody.
test("a page that leaves and joins again while a diff is under way sees a ghost of itself", () => {
  const { kernel, open } = world();
  const presences: OfficialPresence[] = [];
  const lists: unknown[] = [];
  open("web", ({ Socket }) => {
    const socket = new Socket("ws://localhost/socket", { params: { user: "ada" } });
    const params = { key: "ada", meta: { device: "web" } };
    const first = socket.channel(TOPIC, params);
    first.join().receive("ok", () => {
      first.leave();
      const second = socket.channel(TOPIC, params);
      presences.push(presenceOf(second, []));
      second.join().receive("ok", () => {
        setTimeout(
          () => second.push("list", {}).receive("ok", ({ ada }) => lists.push(ada.metas.length)),
          500,
        );
      });
    });
    socket.connect();
    return { socket, annotate() {} };
  });
  kernel.runUntil(2000);
  expect(presences.flatMap(shownBy)).toEqual(["ada: web web"]);
  expect(lists).toEqual([1]);
});
