import type { JoinRef, Ref } from "../../protocol/message.ts";
import type { SocketRef } from "../../server/channel-socket.ts";
import { raised } from "../exception.ts";
import { libraryModule, noClause } from "../library/arguments.ts";
import { field } from "../map.ts";
import { nodeOf } from "../otp/node.ts";
import { pidOf } from "../otp/node-host.ts";
import { NIL, OK, PidTerm, type Term, TRUE, Tuple } from "../term.ts";
import { replyParts, rescuable, statusText } from "./channel.ts";
import { payloadOf } from "./json-term.ts";
import { asSocket, refOf, serializerOf } from "./socket-struct.ts";

function socketRefOf(term: Term): SocketRef {
  const [pid, serializer, topic, ref, joinRef] = term instanceof Tuple ? term.items : [];
  if (!(pid instanceof PidTerm) || typeof topic !== "string") throw noClause();
  return {
    transportPid: pidOf(pid),
    serializer: serializerOf(serializer),
    topic,
    ref: refOf(ref) as Ref, // as the client sent it: see Message
    joinRef: refOf(joinRef) as JoinRef, // likewise
  };
}

/** The functions of `Phoenix.Channel` with which a process answers later (phoenix 1.8.12, lib/phoenix/channel.ex). */
export const SOCKET_REFS = libraryModule("Phoenix.Channel", {
  "reply/2": (cx, to, reply) => {
    const parts = replyParts(reply);
    if (parts === null) throw noClause();
    const { status, payload } = parts;
    const address = socketRefOf(to);
    rescuable(() =>
      nodeOf(cx).endpoint.channelApi.reply(address, statusText(status), payloadOf(cx, payload)),
    );
    return OK;
  },
  "socket_ref/1": (_cx, socket) => {
    const known = asSocket(socket);
    const [pid, serializer, topic, ref, joinRef, joined] = [
      ...["transport_pid", "serializer", "topic", "ref", "join_ref", "joined"],
    ].map((name) => field(known, name) ?? NIL);
    if (joined !== TRUE || ref === NIL) {
      throw raised("ArgumentError", {
        message: "socket refs can only be generated for a socket that has joined with a push ref\n",
      });
    }
    return new Tuple([pid, serializer, topic, ref, joinRef] as Term[]); // none is missing: see the defaults above
  },
});
