import type { ConnectionId } from "../trace/ids.ts";
import { UnknownTransitionError } from "./chart.ts";
import { type ClientModel, stepSocket, type Teardown, type TeardownEnd } from "./client-memory.ts";
import { type ClientStep, errorChannels, insertSteps, replaceStep, runUntil, settle } from "./client-step.ts";
import { TEARDOWN_WAITS_MS } from "./delays.ts";

/** A connection whose `close()` is called, or is not needed, and what follows when it is closed. */
export type Closing = Pick<
  Teardown,
  "connection" | "transport" | "closedByUs" | "waits" | "clock" | "followUp"
>;

/** `Socket.teardown` (phoenix 1.8.16): gives up the current connection, if there is one. */
export function startTeardown(model: ClientModel, followUp: TeardownEnd): ClientModel {
  const { connection, clock } = model;
  if (connection === null) return thenConnect(model, followUp);
  const closing: Closing = {
    connection: connection.id,
    transport: model.socket.view.state.connection,
    closedByUs: model.socket.view.closedByUs,
    waits: 0,
    clock,
    followUp,
  };
  return then(stepSocket(model, { type: "teardown_started" }), { do: "close_or_wait", closing });
}

function thenConnect(model: ClientModel, followUp: TeardownEnd): ClientModel {
  switch (followUp) {
    case "connect":
    case "connect_for_shown_page":
      return then(model, { do: "connect", forShownPage: followUp === "connect_for_shown_page" });
    case "nothing":
    case "schedule_reconnect":
      return model;
  }
}

function then(model: ClientModel, ...steps: readonly ClientStep[]): ClientModel {
  return { ...model, steps: [...model.steps, ...steps] };
}

/** `Socket.waitForBufferDone`, when no close followed. */
export function closeOrWait(model: ClientModel, closing: Closing): ClientModel {
  const transport = transportOf(model, closing);
  switch (transport) {
    case "open":
    case "connecting":
      return wait(model, { ...closing, transport }, "buffer");
    case "closing":
      return then(model, { do: "wait_for_close", closing });
    case "closed": {
      // A close() of what is closed does nothing, but channels that nobody told yet are told now.
      const told = closing.closedByUs ? model : errorChannels(model, closing.connection);
      return then(told, { do: "wait_for_close", closing });
    }
  }
}

/** The client called `close()` on a connection. */
export function closeConnection(model: ClientModel, connection: ConnectionId): ClientModel {
  const reached = runUntil(model, (at, next) => closes(at, next, connection));
  const step = reached?.steps[0];
  if (reached === null || step === undefined) {
    return insertSteps(settle(model), (at) => markClosing(at, connection));
  }
  return replaceStep(reached, (at) => {
    const closed = markClosing(at, connection);
    if (step.do !== "close_or_wait") return presumeDead(closed, connection);
    // Channels joining over a connection that never opened are told when its close event comes.
    const wasOpened = transportOf(at, step.closing) === "open";
    const told = wasOpened ? errorChannels(closed, connection) : closed;
    return then(told, {
      do: "wait_for_close",
      closing: { ...step.closing, transport: "closing", closedByUs: true },
    });
  });
}

function closes(model: ClientModel, step: ClientStep, connection: ConnectionId): boolean {
  if (step.do === "presume_dead") return step.connection === connection;
  if (step.do !== "close_or_wait" || step.closing.connection !== connection) return false;
  const transport = transportOf(model, step.closing);
  return transport === "open" || transport === "connecting";
}

function markClosing(model: ClientModel, connection: ConnectionId): ClientModel {
  const current = model.connection?.id === connection;
  const told = current ? stepSocket(model, { type: "connection_closing" }) : model;
  return markTransport(told, connection, "closing");
}

/** `Socket.heartbeatTimeout` after the close: tell the channels, then wait for the close. */
export function presumeDead(model: ClientModel, connection: ConnectionId): ClientModel {
  return then(errorChannels(model, connection), { do: "start_drain", connection });
}

/** `Socket.heartbeatTimeout` after the channels: wait for the close, then schedule an attempt. */
export function startDrain(model: ClientModel, connection: ConnectionId): ClientModel {
  if (model.connection?.id !== connection || !model.socket.view.wanted) return model;
  return startTeardown(model, "schedule_reconnect");
}

/** `Socket.waitForSocketClosed`. */
export function waitForClose(model: ClientModel, closing: Closing): ClientModel {
  const transport = transportOf(model, closing);
  const waiting = closing.followUp === "nothing" ? model : stepSocket(model, { type: "drain_started" });
  return transport === "closed"
    ? endTeardown(waiting, closing)
    : wait(waiting, { ...closing, transport, waits: 0 }, "close");
}

/** One of the waits of 150, 300, 450 and 600 ms is over: that of the teardown which is due first. */
export function teardownWaited(model: ClientModel): ClientModel {
  const due = model.teardowns.reduce<Teardown | null>(
    (first, other) => (first === null || other.dueMs < first.dueMs ? other : first),
    null,
  );
  if (due === null) throw new UnknownTransitionError("teardown", "none", "teardown_wait_fired");
  const rest = { ...model, teardowns: model.teardowns.filter((other) => other !== due) };
  const waited: Closing = { ...due, transport: transportOf(model, due), waits: due.waits + 1 };
  if (due.waitsFor === "buffer") return then(rest, { do: "close_or_wait", closing: waited });
  const over = waited.transport === "closed" || waited.waits === TEARDOWN_WAITS_MS.length;
  return over ? endTeardown(rest, due) : wait(rest, waited, "close");
}

function wait(model: ClientModel, closing: Closing, waitsFor: Teardown["waitsFor"]): ClientModel {
  const dueMs = model.nowMs + (TEARDOWN_WAITS_MS[closing.waits] ?? 0);
  return { ...model, teardowns: [...model.teardowns, { ...closing, waitsFor, dueMs }] };
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
        ? { ...teardown, transport, closedByUs: teardown.closedByUs || transport === "closing" }
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
  const ended = stepSocket(forgotten, { type: "drain_ended", reconnects });
  return goesOn ? thenConnect(ended, followUp) : ended;
}

function transportOf(model: ClientModel, closing: Closing): Teardown["transport"] {
  return model.connection?.id === closing.connection ? model.socket.view.state.connection : closing.transport;
}
