import type { ConnectionId } from "../trace/ids.ts";
import { UnknownTransitionError } from "./chart.ts";
import { type ClientModel, stepSocket, type Teardown, type TeardownEnd } from "./client-memory.ts";
import { errorChannels } from "./client-step.ts";
import { TEARDOWN_WAITS_MS } from "./delays.ts";

/** A connection whose `close()` was called, or is not needed, and what follows when it is closed. */
export type Closing = Pick<Teardown, "connection" | "transport" | "clock" | "followUp">;

/** `Socket.teardown` (phoenix 1.8.16): gives up the current connection, if there is one. */
export function startTeardown(model: ClientModel, followUp: TeardownEnd): ClientModel {
  const { connection, clock, socket } = model;
  if (connection === null) return { ...model, opensForShownPage: followUp === "connect_for_shown_page" };
  const started = stepSocket(model, { type: "teardown_started" });
  const transport = socket.view.state.connection;
  const closing: Closing = { connection: connection.id, transport, clock, followUp };
  switch (transport) {
    case "open":
    case "connecting": {
      // Either its close() is called at once, or its buffer is not empty and a wait begins.
      const teardown: Teardown = { ...closing, waitsFor: "buffer", waits: 0, dueMs: dueMs(model, 0) };
      return {
        ...started,
        teardowns: [...started.teardowns, teardown],
        closer: { by: "teardown", teardown },
      };
    }
    case "closing":
      return thenWait(started, closing);
    case "closed":
      return closeClosed(started, closing);
  }
}

function thenWait(model: ClientModel, closing: Closing): ClientModel {
  return { ...model, steps: [...model.steps, { do: "wait_for_close", closing }] };
}

// A close() of what is closed does nothing, but channels that nobody told yet are told now.
function closeClosed(model: ClientModel, closing: Closing): ClientModel {
  const told = model.socket.view.closedByUs ? model : errorChannels(model, closing.connection);
  return thenWait(told, closing);
}

/** The client called `close()` on a connection. */
export function closeConnection(model: ClientModel, connection: ConnectionId): ClientModel {
  const { closer, teardowns } = model;
  const teardown =
    closer?.by === "teardown" && closer.teardown.connection === connection ? closer.teardown : null;
  const told =
    model.connection?.id === connection ? stepSocket(model, { type: "connection_closing" }) : model;
  const closed = markTransport(
    { ...told, closer: null, teardowns: teardowns.filter((other) => other !== teardown) },
    connection,
    "closing",
  );
  if (closer?.by === "heartbeat_timeout") {
    const errored = errorChannels(closed, connection);
    return { ...errored, steps: [...errored.steps, { do: "start_drain", connection }] };
  }
  if (teardown === null) return closed;
  // Channels joining over a connection that never opened are told when its close event comes.
  const errored = teardown.transport === "connecting" ? closed : errorChannels(closed, connection);
  return thenWait(errored, { ...teardown, transport: "closing" });
}

/** `Socket.heartbeatTimeout` after the channels: wait for the close, then schedule an attempt. */
export function startDrain(model: ClientModel, connection: ConnectionId): ClientModel {
  if (model.connection?.id !== connection || !model.socket.view.wanted) return model;
  const started = stepSocket(model, { type: "teardown_started" });
  const transport = model.socket.view.state.connection;
  return waitForClose(started, { connection, transport, clock: model.clock, followUp: "schedule_reconnect" });
}

/** `Socket.waitForSocketClosed`. */
export function waitForClose(model: ClientModel, closing: Closing): ClientModel {
  const transport = transportOf(model, closing);
  const waiting = closing.followUp === "nothing" ? model : stepSocket(model, { type: "drain_started" });
  if (transport === "closed") return endTeardown(waiting, closing);
  const teardown: Teardown = {
    ...closing,
    transport,
    waitsFor: "close",
    waits: 0,
    dueMs: dueMs(model, 0),
  };
  return { ...waiting, teardowns: [...waiting.teardowns, teardown] };
}

/** One of the waits of 150, 300, 450 and 600 ms is over: that of the teardown which is due first. */
export function teardownWaited(model: ClientModel): ClientModel {
  const due = model.teardowns.reduce<Teardown | null>(
    (first, other) => (first === null || other.dueMs < first.dueMs ? other : first),
    null,
  );
  if (due === null) throw new UnknownTransitionError("teardown", "none", "teardown_wait_fired");
  const rest = { ...model, teardowns: model.teardowns.filter((other) => other !== due) };
  const waits = due.waits + 1;
  const transport = transportOf(model, due);
  const waited: Teardown = { ...due, transport, waits, dueMs: dueMs(model, waits) };
  if (due.waitsFor === "close") {
    const over = transport === "closed" || waits === TEARDOWN_WAITS_MS.length;
    return over ? endTeardown(rest, due) : { ...rest, teardowns: [...rest.teardowns, waited] };
  }
  switch (transport) {
    case "open":
    case "connecting":
      return {
        ...rest,
        teardowns: [...rest.teardowns, waited],
        closer: { by: "teardown", teardown: waited },
      };
    case "closing":
      return thenWait(rest, waited);
    case "closed":
      return closeClosed(rest, waited);
  }
}

/** Remembers what became of a connection that the socket may have replaced already. */
export function markTransport(
  model: ClientModel,
  connection: ConnectionId,
  transport: "open" | "closing" | "closed",
): ClientModel {
  if (!model.teardowns.some((teardown) => teardown.connection === connection)) return model;
  return {
    ...model,
    teardowns: model.teardowns.map((teardown) =>
      teardown.connection === connection && teardown.transport !== "closed"
        ? { ...teardown, transport }
        : teardown,
    ),
  };
}

function endTeardown(model: ClientModel, { connection, clock, followUp }: Closing): ClientModel {
  const current = model.connection?.id === connection;
  const forgotten = current
    ? { ...stepSocket(model, { type: "connection_forgotten" }), connection: null, heartbeatRef: null }
    : model;
  if (followUp === "nothing") return forgotten;
  // The page has neither connected nor disconnected since.
  const goesOn = clock === model.clock;
  const reconnects = goesOn && followUp === "schedule_reconnect";
  const opensForShownPage = goesOn && followUp === "connect_for_shown_page";
  return { ...stepSocket(forgotten, { type: "drain_ended", reconnects }), opensForShownPage };
}

function transportOf(model: ClientModel, closing: Closing): Teardown["transport"] {
  return model.connection?.id === closing.connection ? model.socket.view.state.connection : closing.transport;
}

function dueMs(model: ClientModel, waits: number): number {
  return model.nowMs + (TEARDOWN_WAITS_MS[waits] ?? 0);
}
