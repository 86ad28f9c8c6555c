import { Raised } from "../kernel/raised.ts";
import type { Payload } from "../protocol/message.ts";
import type { ChannelApi } from "./channel-api.ts";
import type { CallbackResult, ChannelModule, OtherCallback } from "./channel-module.ts";
import { inspectResult } from "./channel-process.ts";
import type { ChannelSocket } from "./channel-socket.ts";
import type { Endpoint, Mount } from "./endpoint.ts";
import { BROADCAST_TAG, type Info, type Mail, type ServerRoutine, type ServerSignal } from "./mail.ts";
import type { ElixirConnected, ElixirUpgrade } from "./socket-handler.ts";
import { shapeOfInfo } from "./term-shape.ts";

/**
 * What the server does with modules that are written in TypeScript: the twins of the recorded application, and those of
 * tests. A page has none.
 */

/** Runs `connect/3` and `id/1` of such a handler. What they raise is logged, and refuses the upgrade. */
export function* connecting(
  { handler, refusalStatus }: Mount,
  { params, info }: ElixirUpgrade,
  { nowSeconds, processes }: Endpoint,
): ServerRoutine<ElixirConnected> {
  try {
    const result = handler.connect(params, nowSeconds, info);
    if (result.is === "ok") return { ...result, id: handler.id(result.assigns), struct: undefined };
    return { is: "refused", status: result.reason === null ? 403 : refusalStatus(result.reason) };
  } catch (error) {
    if (!(error instanceof Raised)) throw error;
    processes.kernel.note({ kind: "logged", pid: null, level: "error", text: error.banner });
    return { is: "refused", status: 500 };
  }
}

/** The callback of such a channel for a message that is not the client's; null when none takes it. */
export function otherCallback(
  module: ChannelModule,
  mail: Mail | ServerSignal | null,
  socket: ChannelSocket,
  phx: ChannelApi,
): OtherCallback | null {
  if (mail?.kind === "info") return infoCallback(module, mail.info, socket, phx);
  if (mail?.kind !== "broadcast") return null;
  const { topic, event, payload } = mail.broadcast;
  if (topic === socket.topic) return outCallback(module, event, payload, socket, phx);
  // A topic that the process subscribed to itself.
  return infoCallback(
    module,
    { tag: BROADCAST_TAG, payload, ref: null, broadcast: mail.broadcast },
    socket,
    phx,
  );
}

function outCallback(
  module: ChannelModule,
  event: string,
  payload: Payload,
  socket: ChannelSocket,
  phx: ChannelApi,
): OtherCallback {
  const { handleOut } = module;
  if (handleOut === undefined) {
    const text = `function ${module.name}.handle_out/3 is undefined or private`;
    throw new Raised("UndefinedFunctionError", text);
  }
  const run = () => handleOut.call(module, event, payload, socket, phx);
  return { callback: "handle_out", about: event, run: () => unanswered("handle_out/3", run) };
}

function infoCallback(
  module: ChannelModule,
  info: Info,
  socket: ChannelSocket,
  phx: ChannelApi,
): OtherCallback | null {
  const { handleInfo } = module;
  const about = shapeOfInfo(info);
  if (handleInfo === undefined) {
    const text = `${module.name} received unexpected message in handle_info/2: ${about}`;
    phx.endpoint.processes.kernel.note({ kind: "logged", pid: socket.channelPid, level: "warning", text });
    return null;
  }
  const run = () => handleInfo.call(module, info, socket, phx);
  return { callback: "handle_info", about, run: () => unanswered("handle_info/2", run) };
}

/** Such a callback has nobody to reply to; with a reply it raises. */
function* unanswered(
  callback: "handle_out/3" | "handle_info/2",
  run: () => ServerRoutine<CallbackResult>,
): ServerRoutine<CallbackResult> {
  const result = yield* run();
  if (result.is === "noreply" || (result.is === "stop" && result.reply === null)) return result;
  throw new Raised("RuntimeError", `${callback} must not reply, and returned ${inspectResult(result)}`);
}
