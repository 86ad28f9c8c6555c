import type { Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { Library } from "./reader.ts";
import { openSandbox, said } from "./sandbox.ts";

let library: Library;

beforeAll(async () => {
  library = await Library.open();
});

afterAll(async () => {
  await library?.close();
});

/** What is tried in a worker that nobody has sealed, and in what it makes. */
const ATTEMPTS = `
  const attempt = async (how) => { try { await how(); return "out"; } catch (error) { return error.name; } };
  const network = async (site) => ({
    fetch: await attempt(() => fetch(site + "/theme.js")),
    import: await attempt(() => import(site + "/theme.js")),
    importScripts: await attempt(() => importScripts(site + "/theme.js")),
    XMLHttpRequest: await attempt(() => { const one = new XMLHttpRequest(); one.open("GET", site, false); one.send(); }),
    WebSocket: await attempt(() => new Promise((open, fail) => {
      const one = new WebSocket(site.replace("http", "ws"));
      one.onopen = open;
      one.onerror = () => fail(new TypeError());
    })),
    WebSocketStream: await attempt(() => new WebSocketStream(site.replace("http", "ws")).opened),
    EventSource: await attempt(() => new Promise((open, fail) => {
      const one = new EventSource(site);
      one.onopen = open;
      one.onerror = () => fail(new TypeError());
    })),
    indexedDB: await attempt(() => new Promise((open, fail) => {
      const one = indexedDB.open("a");
      one.onsuccess = open;
      one.onerror = () => fail(one.error);
    })),
    caches: await attempt(() => caches.open("a")),
  });`;

const NOTHING_THERE = {
  fetch: "TypeError",
  import: "TypeError",
  importScripts: "NetworkError",
  XMLHttpRequest: "NetworkError",
  WebSocket: expect.stringMatching(/TypeError|SecurityError/),
  WebSocketStream: expect.stringMatching(/Error$/),
  EventSource: "TypeError",
  indexedDB: "SecurityError",
  caches: expect.stringMatching(/SecurityError|ReferenceError/),
};

/** Runs in the page: makes a worker in a frame of the sandbox that has all of a worker's globals, and lets it try. */
async function askBareWorker({ name, attempts }: { name: string; attempts: string }): Promise<unknown> {
  const frame = document.createElement("iframe");
  frame.src = "/sandbox/";
  await new Promise((resolve) => {
    frame.addEventListener("load", resolve);
    document.body.append(frame);
  });
  const bare = `${attempts}
    const within = ${JSON.stringify(attempts)} + "onmessage = async ({ data }) => postMessage(await network(data));";
    const worker = (address, site) => new Promise((resolve) => {
      try {
        const one = new Worker(address);
        one.onmessage = ({ data }) => { if (data !== null) resolve(data); };
        one.onerror = () => resolve("refused");
        one.postMessage(site);
        setTimeout(() => resolve("silent"), 1000);
      } catch (error) {
        resolve(error.name);
      }
    });
    onmessage = async ({ ports: [port] }) => {
      if (port === undefined) return;
      const site = ${JSON.stringify(location.origin)};
      port.postMessage({
        ...await network(site),
        importScriptsOfABlob: await attempt(() => importScripts(URL.createObjectURL(new Blob(["1"])))),
        eval: await attempt(() => eval("1")),
        origin,
        workers: {
          blob: await worker(URL.createObjectURL(new Blob([within])), site),
          itself: await worker(location.href, site),
          data: await worker("data:text/javascript," + encodeURIComponent(within), site),
        },
      });
    };
    postMessage(null);`;
  const [wire, control] = [new MessageChannel(), new MessageChannel()];
  const answer = new Promise((resolve) => {
    wire.port1.onmessage = ({ data }) => resolve(data);
  });
  const inner = frame.contentDocument?.querySelector<HTMLIFrameElement>(`[name=${name}]`)?.contentWindow;
  inner?.postMessage(bare, "*", [wire.port2, control.port2]);
  return answer;
}

describe("code of the reader's cannot get out", () => {
  test.each([
    ["fetch", 'await fetch("/"); console.log("out");'],
    ["WebSocket", 'new WebSocket("ws://127.0.0.1:9/"); console.log("out");'],
    ["XMLHttpRequest", 'new XMLHttpRequest().open("GET", "/"); console.log("out");'],
    ["EventSource", 'new EventSource("/"); console.log("out");'],
    ["importScripts", 'importScripts("/theme.js"); console.log("out");'],
    ["import()", 'await import("http://127.0.0.1:9/theme.js"); console.log("out");'],
    ["import() of data", 'await import("data:text/javascript,1"); console.log("out");'],
    ["a worker within", 'new Worker("data:text/javascript,1"); console.log("out");'],
    ["a worker from a blob", 'new Worker(URL.createObjectURL(new Blob(["1"]))); console.log("out");'],
    ["indexedDB", 'indexedDB.open("a"); console.log("out");'],
    ["caches", 'await caches.open("a"); console.log("out");'],
    ["storage", 'await navigator.storage.estimate(); console.log("out");'],
    ["localStorage", 'localStorage.setItem("a", "b"); console.log("out");'],
    ["a worker from its own address", "new Worker(location.href); console.log('out');"],
    ["a shared worker", 'new SharedWorker("/theme.js"); console.log("out");'],
    ["WebSocketStream", 'new WebSocketStream("ws://127.0.0.1:9/"); console.log("out");'],
    ["WebTransport", 'new WebTransport("https://127.0.0.1:9/"); console.log("out");'],
    ["RTCPeerConnection", 'new RTCPeerConnection(); console.log("out");'],
    ["sendBeacon", 'navigator.sendBeacon("/", "a"); console.log("out");'],
    ["Notification", 'new Notification("a"); console.log("out");'],
    ["fetch of a function made of text", `await new Function('return fetch("/")')(); console.log("out");`],
    [
      "import() of an async function made of text",
      `await (async () => {}).constructor('await import("/theme.js")')(); console.log("out");`,
    ],
    ["import() of a blob", 'await import("blob:null/1"); console.log("out");'],
    ["import() of the worker's own file", "await import(/blob:[^:]+:[^:]+/.exec(new Error().stack)[0]);"],
    ["the global object's class", "new globalThis.constructor().fetch(); console.log('out');"],
    ["shared memory, to count the time with", "new SharedArrayBuffer(8); console.log('out');"],
    ["WebAssembly, which has shared memory", "new WebAssembly.Memory({ initial: 1 }); console.log('out');"],
    ["Atomics", "Atomics.wait(new Int32Array(4), 0, 0, 9); console.log('out');"],
    ["an event's time", "new Event('a').timeStamp; console.log('out');"],
    ["what the collector of memory does", "new WeakRef({}); console.log('out');"],
    ["Temporal", "new Date().toTemporalInstant(); console.log('out');"],
    ["Intl", "new Intl.DateTimeFormat(); console.log('out');"],
    ["the stack as objects", "Error.prepareStackTrace = (_, frames) => frames; console.log('out');"],
    ["BroadcastChannel", 'new BroadcastChannel("a").postMessage(1); console.log("out");'],
    ["postMessage", 'postMessage({ id: 1, value: 1 }); console.log("out");'],
    ["the page", "top.location.href; console.log('out');"],
  ])("%s", async (_, inside) => {
    expect(await said(await shared(), inside)).toEqual([
      expect.stringMatching(/^refused: (Reference|Type)Error$/),
    ]);
  });

  test("by a global object that it finds by itself", async () => {
    const names =
      "fetch WebSocket XMLHttpRequest importScripts Worker indexedDB caches navigator postMessage close self";
    const lines = await said(
      await shared(),
      `const roots = [globalThis, Function("return this")(), (0, eval)("this"), (() => {}).constructor("return this")()];
       for (let root of roots.flatMap((one) => [one, Object.getPrototypeOf(one), Object.getPrototypeOf(Object.getPrototypeOf(one))]))
         for (const name of "${names}".split(" ")) if (root[name] !== undefined) console.log(name);
       console.log(Object.getOwnPropertyNames(globalThis).join(" "));`,
    );
    expect(lines).toHaveLength(1);
    expect(lines[0]).not.toMatch(
      /Intl|Atomics|SharedArrayBuffer|WebAssembly|WeakRef|performance|crypto|Event|Blob/,
    );
  });

  test("nor see who called it, nor a name that is another one each time", async () => {
    const page = await shared();
    const callers = `const f = new Function("said", "return function g() { said(String(g.caller)); return 'a'; }")(console.log);
      setTimeout(f); [1].forEach(f); page.show({ lines: [{ toString: f }], get notice() { f(); return "a"; } });
      console.log({ toJSON: f });
      socket.onOpen(f); socket.connect(); socket.channel("videos:1", f).join();`;
    const lines = await said(page, callers);
    expect(lines.length).toBeGreaterThan(5);
    expect(new Set(lines)).toEqual(new Set(["null", '"a"']));
    const [stack = ""] = await said(page, 'console.log(new Error("a").stack);');
    expect(stack).toContain("rejoin-sandbox.js");
    expect(stack).not.toContain("blob:");
  });

  test.each([
    ["tightened", { blob: "refused", itself: "refused", data: "refused" }],
    ["plain", { blob: NOTHING_THERE, itself: "silent", data: "refused" }],
  ])("where the names are there, the policy of the %s frame refuses", async (name, workers) => {
    const reader = await library.reader("/glossary/");
    const told = await reader.page.evaluate(askBareWorker, { name, attempts: ATTEMPTS });
    expect(told).toEqual({
      ...NOTHING_THERE,
      importScriptsOfABlob: "NetworkError",
      eval: "out",
      origin: "null",
      workers,
    });
    await reader.leave();
  });

  test("a browser that refuses the worker of the tightened frame has it from the other", async () => {
    const reader = await library.reader("/playground/", { viewport: { width: 1440, height: 900 } });
    await reader.page.route("**/sandbox/", async (route) => {
      const answer = await route.fetch();
      const refusing = (await answer.text()).replace(
        'srcdoc="<!doctype html>',
        `srcdoc="<!doctype html><meta http-equiv=Content-Security-Policy content=&quot;worker-src 'none'&quot;>`,
      );
      await route.fulfill({ response: answer, body: refusing });
    });
    await reader.ready();
    const code = reader.page.getByRole("region", { name: "Code" });
    await code.getByRole("button", { name: "Edit and run" }).click();
    await code.locator(".cm-content").waitFor();
    await code.getByRole("button", { name: "Run" }).click();
    await code.getByText(/^It ran/).waitFor();
    // The browser says itself what was refused, once or twice.
    expect(new Set(reader.complaints.map((one) => one.includes("worker-src 'none'")))).toEqual(
      new Set([true]),
    );
    await reader.leave();
  });

  let kept: Promise<Page> | null = null;
  const shared = (): Promise<Page> => {
    kept ??= openSandbox(library);
    return kept;
  };

  test("nor see the time, nor change the world for the next", async () => {
    const page = await shared();
    const [line = ""] = await said(
      page,
      `const real = [Date.now(), new Date().getTime(), globalThis.Date.now(), Object.getPrototypeOf(Date.prototype).constructor.now(),
         Object.getPrototypeOf(globalThis.Date.prototype)?.constructor?.now?.()];
       console.log(real.every((ms) => ms === undefined || ms === Date.now()), new Date(0).getHours());`,
    );
    expect(line).toBe("true 0");
    for (const attack of [
      "globalThis.leak = 1;",
      "Array.prototype.push = () => 0;",
      "Object.prototype.leak = 1;",
      "Math.random = () => 0;",
      "globalThis.setTimeout = null;",
      "Promise.prototype.then = () => 0;",
      "Date.prototype.getTime = () => 0; Object.getPrototypeOf(Date.prototype).getTime = () => 0;",
      "Object.getPrototypeOf(globalThis).leak = 1;",
      "globalThis.constructor.leak = 1;",
      "Object.prototype.hasOwnProperty.leak = 1;",
      "Object.getPrototypeOf([].values().map(() => 1)).leak = 1;",
      "Object.getPrototypeOf(Iterator.from({ next: () => 1 })).leak = 1;",
      "Object.getPrototypeOf(new URLSearchParams().entries()).leak = 1;",
      "try { atob('%'); } catch (error) { Object.getPrototypeOf(error).leak = 1; }",
      "Object.getPrototypeOf(Socket).leak = 1;",
      "Object.getPrototypeOf(Socket.prototype).connect = () => 0;",
      "Object.getPrototypeOf(socket.channel('a')).leak = 1;",
      "Object.getPrototypeOf(socket.channel('a').join()).leak = 1;",
      "Object.getPrototypeOf(socket.reconnectTimer).leak = 1;",
    ]) {
      expect(await said(page, `${attack} console.log("done");`)).toEqual(["refused: TypeError"]);
    }
    expect(
      await said(page, 'const late = new Error("a"); late.name = "Late"; console.log(String(late));'),
    ).toEqual(["Late: a"]);
    expect(
      await said(
        page,
        `class Mine extends Socket { push(message) { return super.push(message); } }
         const own = new Mine("/socket"); own.isConnected = () => "mine"; console.log(own.isConnected());`,
      ),
    ).toEqual(["mine"]);
    expect(
      await said(page, '/(a)/.exec("a"); console.log(String(RegExp.$1), String(RegExp.lastMatch));'),
    ).toEqual(["undefined undefined"]);
    expect(await said(page, "console.log(new Float64Array([1234.5]).toLocaleString());")).toEqual(["1234.5"]);
  });
});
