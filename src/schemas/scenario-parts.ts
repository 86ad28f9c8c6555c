import type { ClientId, NodeName } from "../trace/ids.ts";
import type { Input, TimedInput } from "../trace/input.ts";
import type { PageToken } from "../trace/page-token.ts";
import type { Claim, Expectation } from "./scenario.ts";
import { type FileExpectation, type FileInput, linkOf } from "./scenario-file.ts";

// The file says which clients there are: this is the place where their ids are made.
export function asClientId(id: string): ClientId {
  return id as ClientId;
}

/** The same of nodes. */
export function asNodeName(name: string): NodeName {
  return name as NodeName;
}

/** What a viewer is called whose name the file leaves out. */
export function nameFrom(id: string): string {
  return `${id.charAt(0).toUpperCase()}${id.slice(1)}`;
}

/** The token in a page, from what a file says of it. */
export function toToken(is: PageToken["is"], ageMs: number | undefined): PageToken {
  return is === "signed" ? { is, ageSeconds: (ageMs ?? 0) / 1000 } : { is };
}

/** An input of a file as the world takes it. */
export function toInput(file: FileInput): Input {
  switch (file.do) {
    case "add_viewer": {
      const { client: id, name = nameFrom(id), user = id, token, token_age } = file;
      const link = linkOf(file.link);
      return {
        kind: file.do,
        client: asClientId(id),
        name,
        user,
        token: toToken(token, token_age),
        link,
      };
    }
    case "add_tab": {
      const { client: id, name = nameFrom(id), of } = file;
      return { kind: file.do, client: asClientId(id), name, of: asClientId(of) };
    }
    case "open_page":
    case "close_page":
    case "disconnect":
    case "connect":
    case "pull_cable":
    case "plug_cable":
    case "silence_link":
    case "restore_link":
    case "reset_link":
    case "hide_page":
    case "show_page":
    case "leave_page":
    case "return_to_page":
    case "close_laptop":
    case "open_laptop":
      return { kind: file.do, client: asClientId(file.client) };
    case "change_link":
      return { kind: file.do, client: asClientId(file.client), link: linkOf(file.link) };
    case "close_connection":
      return { kind: file.do, client: asClientId(file.client), code: file.code };
    case "annotate":
      return { kind: file.do, client: asClientId(file.client), body: file.body };
    case "push": {
      const { topic, event, payload } = file;
      return { kind: file.do, client: asClientId(file.client), topic, event, payload };
    }
    case "join":
      return { kind: file.do, client: asClientId(file.client), topic: file.topic, params: file.params };
    case "press": {
      const { button, text } = file;
      return { kind: file.do, client: asClientId(file.client), button, text };
    }
    case "leave":
    case "crash_channel":
      return { kind: file.do, client: asClientId(file.client), topic: file.topic };
    case "restart_server":
      return {
        kind: file.do,
        how: file.how,
        downMs: file.down,
        ...(file.secret === "changed" && { secret: file.secret }),
        ...onNode(file),
      };
    case "stop_server":
      return { kind: file.do, how: file.how, ...onNode(file) };
    case "start_server":
      return { kind: file.do, ...onNode(file) };
    case "netsplit":
    case "heal":
      return { kind: file.do };
    case "advance_clock":
      return { kind: file.do, byMs: file.by };
    case "broadcast":
      return {
        kind: file.do,
        topic: file.topic,
        event: file.event,
        payload: file.payload,
        ...onNode(file),
      };
  }
}

function onNode({ node }: { readonly node?: string | undefined }): { readonly node?: NodeName } {
  return node === undefined ? {} : { node: asNodeName(node) };
}

/** An expectation of a file as it is checked. */
export function toExpectation(file: FileExpectation): Expectation {
  const { variants, at, proves } = file;
  return { variants: variants ?? null, atMs: at ?? null, proves: proves ?? [], that: toClaim(file) };
}

function toClaim(file: FileExpectation): Claim {
  switch (file.that) {
    case "page_shows":
      return { kind: file.that, client: asClientId(file.client), ids: file.ids };
    case "page_says":
      return { kind: file.that, client: asClientId(file.client), line: file.line, count: file.count };
    case "page_threw":
      return { kind: file.that, client: asClientId(file.client), error: file.error, count: file.count };
    case "socket_is":
      return { kind: file.that, client: asClientId(file.client), state: file.state };
    case "channel_is":
      return { kind: file.that, client: asClientId(file.client), topic: file.topic, state: file.state };
    case "push_is": {
      const { event, state, status } = file;
      return { kind: file.that, client: asClientId(file.client), event, state, status: status ?? null };
    }
    case "frames_sent": {
      const { direction, event, topic = null, payload = null, count } = file;
      return { kind: file.that, client: asClientId(file.client), direction, event, topic, payload, count };
    }
    case "closed_with":
      return { kind: file.that, client: asClientId(file.client), code: file.code, count: file.count };
    case "upgrade_refused":
      return { kind: file.that, client: asClientId(file.client), status: file.status, count: file.count };
    case "channel_processes": {
      const { topic = null, count } = file;
      return { kind: file.that, client: asClientId(file.client), topic, count };
    }
    case "callback_ran": {
      const { topic = null, callback, about = null, count } = file;
      return { kind: file.that, client: asClientId(file.client), topic, callback, about, count };
    }
    case "assigns_are":
      return { kind: file.that, client: asClientId(file.client), topic: file.topic, assigns: file.assigns };
    case "broadcast_sent": {
      const { topic, event, mailboxes = null, count } = file;
      return { kind: file.that, topic, event, mailboxes, count };
    }
    case "rows_stored":
      return { kind: file.that, topic: file.topic, count: file.count };
    case "server_logged":
      return { kind: file.that, text: file.text, count: file.count };
  }
}

/** An input of a file with its time. */
export function toTimedInput(file: FileInput): TimedInput {
  return { atMs: file.at, input: toInput(file) };
}
