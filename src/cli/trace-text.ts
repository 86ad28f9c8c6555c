import type {
  ApiCall,
  MessageLabel,
  PageCode,
  ProcessRole,
  TimerPurpose,
  TraceEvent,
} from "../trace/event.ts";
import type { Input } from "../trace/input.ts";
import type { LinkProfile } from "../trace/link-profile.ts";
import { toHex } from "../trace/serialize.ts";

/** Details longer than this end in an ellipsis; `--format json` has them whole. */
const DETAIL_LENGTH = 160;
/** Wide enough for every kind of trace event, so that the columns of two runs are the same. */
const KIND_WIDTH = 24;
const WHO_WIDTH = 10;
const TIME_WIDTH = 9;
const SEQ_WIDTH = 5;

/** One trace event on one line: its place in the trace, time, kind, who, details. */
export function traceLine(event: TraceEvent): string {
  const seq = String(event.seq).padStart(SEQ_WIDTH);
  const time = `${event.timeMs} ms`.padStart(TIME_WIDTH);
  const who = oneLine(whoOf(event)).padEnd(WHO_WIDTH);
  return `${seq}  ${time}  ${event.kind.padEnd(KIND_WIDTH)}  ${who}  ${shorten(oneLine(detailsOf(event)))}`.trimEnd();
}

function whoOf(event: TraceEvent): string {
  if (event.kind === "input_applied") return "client" in event.input ? event.input.client : "server";
  if ("client" in event) return event.client;
  if ("pid" in event && event.pid !== null) return `pid ${event.pid}`;
  if (event.kind === "message_sent") return `pid ${event.to}`;
  const broadcasts = event.kind === "broadcast_dispatched" || event.kind === "broadcast_forwarded";
  if (broadcasts && event.from !== null) return `pid ${event.from}`;
  return "server";
}

function detailsOf(event: TraceEvent): string {
  switch (event.kind) {
    case "input_applied":
      return describeInput(event.input);
    case "api_called":
      return describeCall(event.call);
    case "page_changed": {
      const { annotations, lastSeenId, notice } = event.page;
      const shown = annotations.map(({ id }) => id).join(", ");
      return `shows [${shown}], last_seen_id ${lastSeenId ?? "none"}${notice === null ? "" : `, notice: ${notice}`}`;
    }
    case "page_threw":
      return `${event.error} in ${describeCode(event.where)}`;
    case "page_closed":
      return "";
    case "visibility_changed":
      return event.visible ? "visible" : "hidden";
    case "lifecycle_changed":
      return event.event;
    case "timer_set":
      return `timer ${event.timer}: ${describePurpose(event.purpose)}, in ${event.delayMs} ms`;
    case "timer_fired":
    case "timer_cancelled":
      return `timer ${event.timer}: ${describePurpose(event.purpose)}`;
    case "connection_opening":
      return `connection ${event.connection}: ${event.url}`;
    case "connection_opened":
    case "connection_errored":
      return `connection ${event.connection}`;
    case "connection_closing":
      return `connection ${event.connection}: code ${event.code ?? "none"}`;
    case "connection_closed": {
      const { connection, code, reason, clean, why } = event;
      const text = reason === "" ? "" : ` ${JSON.stringify(reason)}`;
      return `connection ${connection}: ${code}${text}, ${clean ? "clean" : "not clean"}, ${why}`;
    }
    case "link_changed":
      return event.state;
    case "link_profile_changed":
      return describeProfile(event.profile);
    case "frame_sent":
      return `connection ${event.connection}: ${event.direction} #${event.frame} ${describeData(event.data)}`;
    case "frame_arrived":
    case "frame_held":
    case "frame_lost":
      return `connection ${event.connection}: ${event.direction} #${event.frame}`;
    case "server_started":
      return event.node === undefined ? "" : `node ${event.node}`;
    case "server_stopping":
    case "server_stopped":
      return event.node === undefined ? event.how : `node ${event.node}: ${event.how}`;
    case "nodes_met":
    case "nodes_connected":
      return event.nodes.join(" and ");
    case "nodes_disconnected":
      return `${event.nodes.join(" and ")}: ${event.why}`;
    case "broadcast_forwarded":
      return `${event.event} on ${event.topic} from node ${event.node} to node ${event.to}`;
    case "clock_advanced":
      return `by ${event.byMs} ms`;
    case "upgrade_accepted":
      return `connection ${event.connection}: pid ${event.pid}, id ${event.socketId ?? "nil"}`;
    case "upgrade_refused":
      return `connection ${event.connection}: HTTP ${event.status}`;
    case "server_connection_closed":
      return `connection ${event.connection}: ${event.code ?? "no code"}, ${event.why}`;
    case "broadcast_dispatched":
      return `${event.event} on ${event.topic} to ${event.subscribers} subscribers${event.node === undefined ? "" : ` on node ${event.node}`}`;
    case "row_stored":
      return `${event.table} ${event.key} id ${event.id}`;
    case "rows_read":
      return `${event.table} ${event.key} above ${event.after}: [${event.ids.join(", ")}]`;
    case "row_sought":
      return `${event.table} ${event.key} with ${event.by}: ${event.id ?? "none"}`;
    case "logged":
      return `[${event.level}] ${event.text}`;
    case "process_started":
      return `${describeRole(event.role)}${event.parent === null ? "" : `, by pid ${event.parent}`}`;
    case "process_exited":
      return `${event.crashed ? "crashed" : "exited"}: ${event.reason}`;
    case "message_sent":
      return `${describeLabel(event.label)}${event.from === null ? "" : `, from pid ${event.from}`}`;
    case "process_slept":
      return `for ${event.delayMs} ms`;
    case "callback_entered":
      return `${event.callback} ${event.about}`;
    case "callback_returned":
      return `${event.callback} ${event.result}`;
  }
}

function describeInput(input: Input): string {
  switch (input.kind) {
    case "add_viewer": {
      const { name, user, token, link } = input;
      return `${input.kind} ${JSON.stringify(name)} as ${user}, token ${token.is}, ${describeProfile(link)}`;
    }
    case "add_tab":
      return `${input.kind} ${JSON.stringify(input.name)} of ${input.of}`;
    case "open_page":
    case "close_page":
    case "disconnect":
    case "connect":
    case "pull_cable":
    case "plug_cable":
    case "silence_link":
    case "restore_link":
    case "reset_link":
    case "start_server":
    case "netsplit":
    case "heal":
    case "hide_page":
    case "show_page":
    case "leave_page":
    case "return_to_page":
    case "close_laptop":
    case "open_laptop":
      return input.kind;
    case "close_connection":
      return `${input.kind} ${input.code}`;
    case "change_link":
      return `${input.kind} ${describeProfile(input.link)}`;
    case "annotate":
      return `${input.kind} ${JSON.stringify(input.body)}`;
    case "push":
    case "broadcast":
      return `${input.kind} ${input.topic} ${input.event} ${JSON.stringify(input.payload)}`;
    case "join":
      return `${input.kind} ${input.topic} ${JSON.stringify(input.params)}`;
    case "press":
      return `${input.kind} ${input.button} ${JSON.stringify(input.text)}`;
    case "leave":
    case "crash_channel":
      return `${input.kind} ${input.topic}`;
    case "restart_server":
      return `${input.kind} ${input.how}, down for ${input.downMs} ms${input.secret === undefined ? "" : ", another secret"}`;
    case "advance_clock":
      return `${input.kind} by ${input.byMs} ms`;
    case "stop_server":
      return `${input.kind} ${input.how}`;
  }
}

function describeProfile({ latencyMs, jitterMs, bytesPerSecond }: LinkProfile): string {
  return `latency ${latencyMs} ms, jitter ${jitterMs} ms, ${bytesPerSecond ?? "no limit of"} bytes a second`;
}

function describeCall(call: ApiCall): string {
  switch (call.name) {
    case "connect":
    case "disconnect":
      return `socket.${call.name}()`;
    case "channel":
      return `socket.channel(${JSON.stringify(call.topic)})`;
    case "join":
    case "leave":
      return `${call.topic} .${call.name}()`;
    case "push":
      return `${call.topic} .push(${JSON.stringify(call.event)}, ${JSON.stringify(call.payload)})`;
  }
}

function describeCode(code: PageCode): string {
  switch (code.in) {
    case "params":
      return `the params function of ${code.topic}`;
    case "hook":
      return `the ${code.hook} hook of ${code.topic}`;
    case "socket_hook":
      return `the socket's ${code.hook} hook`;
    case "program":
      return "the page's program";
  }
}

function describePurpose(purpose: TimerPurpose): string {
  switch (purpose.is) {
    case "heartbeat":
    case "heartbeat_timeout":
    case "teardown_wait":
    case "other":
      return purpose.is;
    case "reconnect":
      return `reconnect, try ${purpose.tries}`;
    case "rejoin":
      return `rejoin ${purpose.topic}, try ${purpose.tries}`;
    case "push_timeout":
      return `push_timeout ${purpose.topic} push ${purpose.push ?? "of the client itself"}`;
  }
}

function describeRole(role: ProcessRole): string {
  switch (role.is) {
    case "transport":
      return `transport of ${role.client}, connection ${role.connection}`;
    case "channel":
      return `channel ${role.topic} (${role.module}) of ${role.client}, connection ${role.connection}`;
    case "other":
      return role.name;
  }
}

function describeLabel(label: MessageLabel): string {
  switch (label.is) {
    case "join":
      return `join ${label.topic}`;
    case "joined":
      return `joined ${label.topic} ${label.status}`;
    case "push":
    case "server_push":
    case "broadcast":
      return `${label.is} ${label.event}`;
    case "reply":
      return `reply ${label.status}`;
    case "socket_close":
    case "drain":
      return label.is;
    case "down":
      return `down: ${label.reason}`;
    case "info":
      return label.text;
  }
}

function describeData(data: string | Uint8Array): string {
  return typeof data === "string" ? data : `hex ${toHex(data)}`;
}

// A scenario's texts may hold anything; a line break or a terminal's escape code must not get through.
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to replace
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, (character) => {
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
  });
}

function shorten(text: string): string {
  const characters = [...text];
  return characters.length <= DETAIL_LENGTH ? text : `${characters.slice(0, DETAIL_LENGTH - 1).join("")}…`;
}
