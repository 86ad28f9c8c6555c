import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import type { FrameData } from "../../src/protocol/message.ts";
import type { ClientId } from "../../src/trace/ids.ts";
import type { LinkProfile } from "../../src/trace/link-profile.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import type { Connection } from "../../src/transport/connection.ts";
import { Link } from "../../src/transport/link.ts";
import { Network } from "../../src/transport/network.ts";
import { webSocketOver } from "../../src/transport/web-socket.ts";

const STEADY: LinkProfile = { latencyMs: 10, jitterMs: 0, bytesPerSecond: null };

/** A viewer with one WebSocket, and a server that writes down what reaches it. */
function world(profile: LinkProfile = STEADY, seed = 1) {
  const log = new MemoryLog();
  const kernel = new Kernel(seed, log);
  const seen: string[] = [];
  const note = (text: string) => seen.push(`${kernel.nowMs} ${text}`);
  const ends: Connection[] = [];
  const host = {
    listening: true,
    status: null as number | null, // 101, or the refusal
    upgrade(_request: unknown, connection: Connection) {
      if (host.status !== null) return { status: host.status };
      note("server: upgrade");
      ends.push(connection);
      return {
        received: (segment: readonly FrameData[]) => note(`server: ${segment.join(" ")}`),
        closeReceived: (code: number | null) => note(`server: close ${code}`),
        lost: () => note("server: lost"),
      };
    },
  };
  const link = new Link(kernel, "ben" as ClientId, profile);
  const WebSocket = webSocketOver(new Network(kernel, host), link, (handler) => handler());
  const open = () => {
    const socket = new WebSocket("/socket/websocket");
    socket.onopen = () => note("client: open");
    socket.onmessage = ({ data }) => note(`client: ${data}`);
    socket.onerror = () => note("client: error");
    socket.onclose = ({ code, wasClean }) => note(`client: close ${code}${wasClean ? " clean" : ""}`);
    return socket;
  };
  const server = (): Connection => {
    const last = ends.at(-1);
    if (last === undefined) throw new Error("nobody is connected");
    return last;
  };
  /** What has been seen since the last time. */
  const news = () => seen.splice(0);
  return { log, kernel, link, host, open, server, news };
}

/** The same, 100 ms later: connected. */
function connected(profile: LinkProfile = STEADY, seed = 1) {
  const made = world(profile, seed);
  const socket = made.open();
  made.kernel.runUntil(100);
  made.news();
  return { ...made, socket };
}

test("opening takes four trips: SYN, SYN-ACK, request, answer", () => {
  const { kernel, open, news } = world();
  const socket = open();
  expect(socket.readyState).toBe(0);
  kernel.runUntil(100);
  expect(news()).toEqual(["30 server: upgrade", "40 client: open"]);
  expect(socket.readyState).toBe(1);
});

test("a close frame of the server that crosses the client's own is no answer to it", () => {
  const why = ({ log }: ReturnType<typeof connected>) =>
    log.events.flatMap((event) => (event.kind === "connection_closed" ? [event.why] : []));
  const crossed = connected();
  crossed.socket.close(1000);
  crossed.server().closeDown(1002);
  crossed.kernel.runUntil(200);
  expect(crossed.news()).toEqual(["110 client: close 1002 clean"]);
  expect(why(crossed)).toEqual(["closed_by_server"]);

  const answered = connected();
  answered.socket.close(1000);
  answered.kernel.runUntil(110);
  answered.server().closeDown(1000);
  answered.kernel.runUntil(200);
  expect(why(answered)).toEqual(["closed_by_client"]);
});

test("a frame takes the latency, and its bytes take the bandwidth", () => {
  const { kernel, socket, server, news } = connected({ ...STEADY, bytesPerSecond: 1000 });
  socket.send("12345");
  server().sendDown("1234567890");
  kernel.runUntil(200);
  expect(news()).toEqual(["115 server: 12345", "120 client: 1234567890"]);
});

test("one frame is put on the wire after the other, each way by itself", () => {
  const { kernel, socket, server, news } = connected({ ...STEADY, bytesPerSecond: 1000 });
  socket.send("12345");
  socket.send("12345");
  server().sendDown("1234567890");
  kernel.runUntil(108);
  socket.send("12345");
  kernel.runUntil(200);
  expect(news()).toEqual([
    "115 server: 12345",
    "120 server: 12345",
    "120 client: 1234567890",
    "125 server: 12345",
  ]);
});

test("the wire counts fractions of a millisecond: many small frames are as slow as a large one", () => {
  const { kernel, socket, news } = connected({ ...STEADY, bytesPerSecond: 4000 });
  for (const letter of "abcdefgh") socket.send(letter);
  kernel.runUntil(200);
  expect(news()).toEqual(["111 server: a b c d", "112 server: e f g h"]);
});

describe("a link that changes", () => {
  test("is as it says for what is sent from then on; what is on its way arrives as it would have", () => {
    const { kernel, link, socket, news } = connected();
    socket.send("a");
    link.become({ ...STEADY, latencyMs: 300 });
    socket.send("b");
    kernel.runUntil(200);
    socket.send("c");
    kernel.runUntil(1000);
    expect(news()).toEqual(["110 server: a", "400 server: b", "500 server: c"]);
  });

  test("never lets a frame overtake one that was sent while it was slow", () => {
    const { kernel, link, socket, news } = connected();
    link.become({ ...STEADY, latencyMs: 400 });
    socket.send("slow");
    kernel.runUntil(150);
    link.become(STEADY);
    socket.send("quick");
    kernel.runUntil(5000);
    expect(news()).toEqual(["500 server: slow quick"]);
  });

  test("is told once, and not at all when nothing changed", () => {
    const { kernel, link, log } = connected();
    const slow = { ...STEADY, latencyMs: 300 };
    for (const profile of [STEADY, slow, { ...slow }]) link.become(profile);
    kernel.runUntil(1000);
    expect(log.events.filter(({ kind }) => kind === "link_profile_changed")).toEqual([
      expect.objectContaining({ profile: slow }),
    ]);
  });
});

test("frames sent at one moment are read in one go", () => {
  const { kernel, socket, news } = connected();
  socket.send("a");
  socket.send("b");
  kernel.runUntil(105);
  socket.send("c");
  kernel.runUntil(200);
  expect(news()).toEqual(["110 server: a b", "115 server: c"]);
});

test("jitter delays frames but never lets one overtake another", () => {
  fc.assert(
    fc.property(fc.nat(), fc.array(fc.nat(5), { minLength: 2, maxLength: 30 }), (seed, pauses) => {
      const { kernel, socket, server, news } = connected({ ...STEADY, jitterMs: 50 }, seed);
      kernel.runUntil(1000);
      news();
      pauses.forEach((pauseMs, index) => {
        socket.send(`up${index}`);
        server().sendDown(`down${index}`);
        kernel.runUntil(kernel.nowMs + pauseMs);
      });
      kernel.runUntil(5000);
      const words = news().flatMap((line) => line.split(": ")[1]?.split(" ") ?? []);
      const numbered = (name: string) => pauses.map((_, index) => `${name}${index}`);
      expect(words.filter((word) => word.startsWith("up"))).toEqual(numbered("up"));
      expect(words.filter((word) => word.startsWith("down"))).toEqual(numbered("down"));
    }),
  );
});

describe("a silent link", () => {
  test("holds what is sent, and delivers it in order when it is restored", () => {
    const { kernel, link, socket, server, news, log } = connected();
    link.silence();
    socket.send("a");
    server().sendDown("x");
    kernel.runUntil(1000);
    socket.send("b");
    kernel.runUntil(2000);
    expect(news()).toEqual([]);
    expect(log.events.filter(({ kind }) => kind === "frame_held")).toHaveLength(3);
    link.restore();
    socket.send("c");
    kernel.runUntil(3000);
    expect(news()).toEqual(["2010 server: a b c", "2010 client: x"]);
    expect(log.events.filter(({ kind }) => kind === "frame_lost")).toEqual([]);
  });

  test("catches a frame that is on its way", () => {
    const { kernel, link, socket, news } = connected();
    socket.send("a");
    kernel.runUntil(105);
    link.silence();
    kernel.runUntil(1000);
    expect(news()).toEqual([]);
    link.restore();
    kernel.runUntil(2000);
    expect(news()).toEqual(["1010 server: a"]);
  });

  test("leaves a close() waiting for two seconds, then gives 1006; the server keeps its end", () => {
    const { kernel, link, socket, server, news } = connected();
    link.silence();
    socket.close(1000);
    expect(socket.readyState).toBe(2);
    kernel.runUntil(10_000);
    expect(news()).toEqual(["2100 client: close 1006"]);
    expect(socket.readyState).toBe(3);
    expect(server().serverOpen).toBe(true);
  });

  test("lets the request for a connection be repeated after 1, 2, 4 … seconds until it is restored", () => {
    const { kernel, link, open, news } = world();
    link.silence();
    open();
    kernel.runUntil(2500);
    link.restore();
    kernel.runUntil(10_000);
    expect(news()).toEqual(["3030 server: upgrade", "3040 client: open"]);
  });

  test("makes a connection time out when it lasts", () => {
    const { kernel, link, open, news } = world();
    link.silence();
    open();
    kernel.runUntil(200_000);
    expect(news()).toEqual(["127000 client: error", "127000 client: close 1006"]);
  });
});

describe("a cut link", () => {
  test("ends the client's connections at once, and the server does not notice", () => {
    const { kernel, link, socket, server, news } = connected();
    link.cut();
    kernel.runUntil(60_000);
    expect(news()).toEqual(["100 client: close 1006"]);
    expect(socket.readyState).toBe(3);
    expect(server().serverOpen).toBe(true);
  });

  test("loses what was on its way: nobody sends it again", () => {
    const { kernel, link, server, news, log } = connected();
    server().sendDown("x");
    link.cut();
    kernel.runUntil(500);
    link.restore();
    kernel.runUntil(1000);
    expect(news()).toEqual(["100 client: close 1006"]);
    server().closeDown(1002);
    kernel.runUntil(2000);
    expect(log.events.filter(({ kind }) => kind === "frame_lost")).toHaveLength(1);
  });

  test("refuses a new connection at once", () => {
    const { kernel, link, open, news } = world();
    link.cut();
    open();
    kernel.runUntil(1000);
    expect(news()).toEqual(["1 client: error", "1 client: close 1006"]);
  });
});

test("a reset tells both ends", () => {
  const { kernel, link, socket, news } = connected();
  socket.send("lost on the way");
  link.reset();
  kernel.runUntil(1000);
  expect(news()).toEqual(["100 client: close 1006", "100 server: lost"]);
});

describe("closing in good order", () => {
  test("the client asks, the server answers", () => {
    const { kernel, socket, server, news } = connected();
    socket.close(1000);
    kernel.runUntil(110);
    expect(news()).toEqual(["110 server: close 1000"]);
    expect(socket.readyState).toBe(2);
    server().closeDown(1000);
    kernel.runUntil(10_000);
    expect(news()).toEqual(["120 client: close 1000 clean"]);
  });

  test("close() without a code carries none", () => {
    const { kernel, socket, news } = connected();
    socket.close();
    kernel.runUntil(200);
    expect(news()).toEqual(["110 server: close null"]);
  });

  test("a message that comes after close() was called is dropped, as in a browser", () => {
    const { kernel, socket, server, news } = connected();
    server().sendDown("too late");
    socket.close(1000);
    kernel.runUntil(110);
    expect(news()).toEqual(["110 server: close 1000"]);
  });

  test("the server closes", () => {
    const { kernel, socket, server, news } = connected();
    server().sendDown("last words");
    server().closeDown(1012);
    server().sendDown("never sent");
    socket.send("never read");
    kernel.runUntil(1000);
    expect(news()).toEqual(["110 client: last words", "110 client: close 1012 clean"]);
  });

  test("a second close() does nothing", () => {
    const { kernel, socket, server, news } = connected();
    socket.close(1000);
    socket.close(4000);
    kernel.runUntil(110);
    server().closeDown(1000);
    kernel.runUntil(10_000);
    expect(news()).toEqual(["110 server: close 1000", "120 client: close 1000 clean"]);
  });
});

test("a killed server's machine answers with a reset", () => {
  const { kernel, server, news } = connected();
  server().abortDown("server_killed");
  kernel.runUntil(1000);
  expect(news()).toEqual(["110 client: close 1006"]);
});

test("a refusal and a port that nobody listens on look alike: error, then 1006", () => {
  const refused = world();
  refused.host.status = 403;
  refused.open();
  refused.kernel.runUntil(1000);
  expect(refused.news()).toEqual(["40 client: error", "40 client: close 1006"]);
  const down = world();
  down.host.listening = false;
  down.open();
  down.kernel.runUntil(1000);
  expect(down.news()).toEqual(["20 client: error", "20 client: close 1006"]);
});

test("closing while connecting gives 1006, and the server loses what it had accepted", () => {
  const { kernel, open, news } = world();
  const socket = open();
  kernel.runUntil(35);
  socket.close();
  kernel.runUntil(1000);
  expect(news()).toEqual([
    "30 server: upgrade",
    "35 server: lost",
    "35 client: error",
    "35 client: close 1006",
  ]);
});

test("sending before the connection is open is an error of the page; after its end it goes nowhere", () => {
  const { kernel, open, link, news } = world();
  const socket = open();
  expect(() => socket.send("x")).toThrow("InvalidStateError");
  kernel.runUntil(100);
  link.cut();
  news();
  socket.send("x");
  kernel.runUntil(1000);
  expect(news()).toEqual([]);
});

test("bytes arrive as an ArrayBuffer of their own", () => {
  const { kernel, socket, server } = connected();
  let arrived: unknown = null;
  socket.onmessage = ({ data }) => {
    arrived = data;
  };
  const bytes = Uint8Array.of(0, 1, 255);
  server().sendDown(bytes);
  kernel.runUntil(200);
  expect(arrived).toBeInstanceOf(ArrayBuffer);
  expect(new Uint8Array(arrived as ArrayBuffer)).toEqual(bytes); // just seen to be one
});
