import { describe, expect, test } from "vitest";
import { Kernel } from "../../src/kernel/kernel.ts";
import { Raised } from "../../src/kernel/raised.ts";
import type { ConnectInfo } from "../../src/server/connect-info.ts";
import { Endpoint, MOUNT_DEFAULTS, type Mount } from "../../src/server/endpoint.ts";
import { BARE_REQUEST, type HttpRequest } from "../../src/server/http-request.ts";
import type { ConnectParams, ConnectResult } from "../../src/server/socket-handler.ts";
import type { ClientId, ConnectionId } from "../../src/trace/ids.ts";
import { MemoryLog } from "../../src/trace/log.ts";
import "../../src/simulation/whole.ts";

// The answers are those of a real Phoenix 1.8.12 to the same requests.

const TOKEN = "base64url.bearer.phx.";

/** What an endpoint with such a mount answers, and what `connect/3` was told. */
function upgrade(options: Partial<Mount>, url: string, request: Partial<HttpRequest> = {}) {
  const told: ConnectInfo[] = [];
  const mount: Mount = {
    ...MOUNT_DEFAULTS,
    path: "/socket",
    ...options,
    handler: {
      name: "Test.Socket",
      routes: [],
      connect(params: ConnectParams, _nowSeconds: number, info: ConnectInfo): ConnectResult {
        if (params["raise"] !== undefined) throw new Raised("RuntimeError", "no");
        if (params["error"] !== undefined) return { is: "error", reason: String(params["error"]) };
        if (params["plain"] !== undefined) return { is: "error", reason: null };
        told.push(info);
        return { is: "ok", assigns: {} };
      },
      id: () => null,
    },
  };
  const wire = {
    id: 1 as ConnectionId, // ids have no other source in a test
    client: "ada" as ClientId,
    sendDown() {},
    closeDown() {},
    abortDown() {},
  };
  const endpoint = new Endpoint(new Kernel(1, new MemoryLog()), [mount], 0);
  const answer = endpoint.upgrade(url, wire, { ...BARE_REQUEST, ...request });
  return { answer: "status" in answer ? answer.status : answer.subprotocol, told: told[0] ?? null };
}

const URL = "/socket/websocket?vsn=2.0.0";

describe("a refusal has a status, which a browser never gets to see", () => {
  test.each([
    [`${URL}&plain=1`, 403],
    [`${URL}&error=slow_down`, 429],
    [`${URL}&raise=1`, 500],
    ["/socket/websocket?vsn=3.0.0", 403],
    [`${URL}&x=%ff`, 400],
    ["/nowhere/websocket?vsn=2.0.0", 404],
  ])("%s: %s", (url, status) => {
    const refusalStatus = (reason: string) => (reason === "slow_down" ? 429 : 403);
    expect(upgrade({ refusalStatus }, url).answer).toBe(status);
  });

  test("without an error handler {:error, reason} is 403 as well", () => {
    expect(upgrade({}, `${URL}&error=slow_down`).answer).toBe(403);
  });
});

describe("the auth token in a subprotocol", () => {
  const token = (text: string) => `${TOKEN}${Buffer.from(text).toString("base64").replaceAll("=", "")}`;

  test.each<[string, readonly string[], string | number | null, string | null]>([
    ["none", [], null, null],
    ["as the official client sends it", ["phoenix", token("secret")], "phoenix", "secret"],
    ["with its padding", ["phoenix", `${TOKEN}YQ==`], "phoenix", "a"],
    ["alone", [token("secret")], null, "secret"],
    ["two of them", ["phoenix", token("a"), token("b")], "phoenix", null],
    ["two of them, and no other protocol", [token("a"), token("b")], 403, null],
    ["another protocol", ["graphql"], 403, null],
    ["another protocol beside it", ["graphql", token("a")], 403, null],
    ["one that is no base64", ["phoenix", `${TOKEN}-_-_`], 500, null],
    ["one with a letter too many", ["phoenix", `${TOKEN}YWFhY`], 500, null],
  ])("%s", (_what, protocols, answer, authToken) => {
    const seen = upgrade({ authToken: true }, URL, { protocols });
    expect(seen.answer).toBe(answer);
    expect(seen.told).toEqual(typeof answer === "number" ? null : { authToken });
  });

  test("a mount that does not ask for it takes the client in, and names no subprotocol", () => {
    expect(upgrade({}, URL, { protocols: ["phoenix", token("secret")] })).toEqual({ answer: null, told: {} });
  });

  test("of the mount's own subprotocols the first that was offered is named", () => {
    const subprotocols = ["a", "b"];
    expect(upgrade({ subprotocols }, URL, { protocols: ["b", "a"] }).answer).toBe("a");
    expect(upgrade({ subprotocols }, URL, { protocols: ["c"] }).answer).toBe(403);
    expect(upgrade({ subprotocols }, URL).answer).toBeNull();
  });
});

test("connect/3 is told what connect_info asks for, and nothing else", () => {
  const request: HttpRequest = {
    protocols: ["phoenix"],
    headers: [
      ["user-agent", "curl"],
      ["x-forwarded-for", "198.51.100.7"],
      ["traceparent", "00-1-2-01"],
      ["accept", "*/*"],
    ],
    peer: { address: [203, 0, 113, 5], port: 49_153 },
  };
  const url = "wss://example.org:4443/socket/websocket?vsn=2.0.0";
  const all = [
    "peer_data",
    "uri",
    "user_agent",
    "x_headers",
    "trace_context_headers",
    "sec_websocket_headers",
  ] as const;
  expect(upgrade({ connectInfo: all }, url, request).told).toEqual({
    peerData: { address: [203, 0, 113, 5], port: 49_153 },
    uri: { scheme: "https", host: "example.org", port: 4443, path: "/socket/websocket", query: "vsn=2.0.0" },
    userAgent: "curl",
    xHeaders: [["x-forwarded-for", "198.51.100.7"]],
    traceContextHeaders: [["traceparent", "00-1-2-01"]],
    secWebsocketHeaders: [["sec-websocket-protocol", "phoenix"]],
  });
  expect(upgrade({ connectInfo: ["user_agent"] }, url, request).told).toEqual({ userAgent: "curl" });
  expect(upgrade({}, url, request).told).toEqual({});
});
