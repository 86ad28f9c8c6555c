import type { JsonObject } from "../protocol/json.ts";
import type { ClientId, NodeName } from "./ids.ts";
import type { LinkProfile } from "./link-profile.ts";
import type { PageToken } from "./page-token.ts";

/** Everything that a script or a reader may do to the world. The log of inputs is the whole run. */
export type Input =
  /** The viewer opens the page: its program makes a socket, connects and joins. */
  | { readonly kind: "open_page"; readonly client: ClientId }
  /** Somebody who was not there comes and opens the page: the variant's program, on a machine of their own. */
  | {
      readonly kind: "add_viewer";
      readonly client: ClientId;
      readonly name: string;
      readonly user: string;
      readonly token: PageToken;
      readonly link: LinkProfile;
    }
  /** The page once more in another window of a viewer's browser: the same user and way to the server, its own socket. */
  | {
      readonly kind: "add_tab";
      readonly client: ClientId;
      readonly name: string;
      /** Whose browser it is. */
      readonly of: ClientId;
    }
  /** The viewer closes the tab. Whoever opens the page later gets a new one. */
  | { readonly kind: "close_page"; readonly client: ClientId }
  /** The page calls `socket.disconnect()` / `socket.connect()`. */
  | { readonly kind: "disconnect"; readonly client: ClientId }
  | { readonly kind: "connect"; readonly client: ClientId }
  /** The viewer writes an annotation on the page. */
  | { readonly kind: "annotate"; readonly client: ClientId; readonly body: string }
  /** The page pushes any event to a topic; without a channel for it the page makes one, and does not join it. */
  | {
      readonly kind: "push";
      readonly client: ClientId;
      readonly topic: string;
      readonly event: string;
      readonly payload: JsonObject;
    }
  /** The page makes a channel for the topic and joins it. */
  | {
      readonly kind: "join";
      readonly client: ClientId;
      readonly topic: string;
      readonly params: JsonObject;
    }
  | { readonly kind: "leave"; readonly client: ClientId; readonly topic: string }
  /** The viewer presses a button that the page's program has; `text` is what they typed beside it. */
  | {
      readonly kind: "press";
      readonly client: ClientId;
      readonly button: string;
      readonly text: string;
    }
  /** The viewer's own network goes: the browser notices at once, the server does not. */
  | { readonly kind: "pull_cable"; readonly client: ClientId }
  | { readonly kind: "plug_cable"; readonly client: ClientId }
  /** Something on the way swallows everything: neither end notices. */
  | { readonly kind: "silence_link"; readonly client: ClientId }
  | { readonly kind: "restore_link"; readonly client: ClientId }
  /** The way to the server gets slower or faster: what is sent from now on takes its time. */
  | { readonly kind: "change_link"; readonly client: ClientId; readonly link: LinkProfile }
  /** Something on the way resets the connection: both ends notice. */
  | { readonly kind: "reset_link"; readonly client: ClientId }
  /** A proxy on the way closes the connection with a close frame of this code; the server only loses it. */
  | { readonly kind: "close_connection"; readonly client: ClientId; readonly code: number }
  /** The server stops in good order (SIGTERM, a deploy) or is killed, and starts again after `downMs`. */
  | {
      readonly kind: "restart_server";
      readonly how: ServerStop;
      readonly downMs: number;
      /** It comes back with another `secret_key_base`: what was signed before is worth nothing. */
      readonly secret?: "changed";
      /** Of a server made of several: this node alone. */
      readonly node?: NodeName;
    }
  | { readonly kind: "stop_server"; readonly how: ServerStop; readonly node?: NodeName }
  | { readonly kind: "start_server"; readonly node?: NodeName }
  /** The nodes of a server lose each other, and go on by themselves. */
  | { readonly kind: "netsplit" }
  /** They find each other again. */
  | { readonly kind: "heal" }
  /** The wall clock of the server is put ahead, and nothing else: to a token it is as if so much time had passed. */
  | { readonly kind: "advance_clock"; readonly byMs: number }
  /** The channel process of this client on this topic dies, as by a bug in a callback. */
  | { readonly kind: "crash_channel"; readonly client: ClientId; readonly topic: string }
  /** `Endpoint.broadcast/3`, from any part of the server. */
  | {
      readonly kind: "broadcast";
      readonly topic: string;
      readonly event: string;
      readonly payload: JsonObject;
      /** Of a server made of several: the node on which it is called; the first that runs when left out. */
      readonly node?: NodeName;
    }
  /** The browser hides and shows the page (another tab, a locked phone). */
  | { readonly kind: "hide_page"; readonly client: ClientId }
  | { readonly kind: "show_page"; readonly client: ClientId }
  /** The viewer follows a link, and the browser keeps the page for coming back (back/forward cache). */
  | { readonly kind: "leave_page"; readonly client: ClientId }
  | { readonly kind: "return_to_page"; readonly client: ClientId }
  /** The viewer's machine sleeps and wakes: meanwhile nothing on it runs, and nothing answers for it. */
  | { readonly kind: "close_laptop"; readonly client: ClientId }
  | { readonly kind: "open_laptop"; readonly client: ClientId };

export type ServerStop = "graceful" | "kill";
export type InputKind = Input["kind"];

/** An input and the virtual moment at which it happens, in milliseconds from the start of the run. */
export type TimedInput = { readonly atMs: number; readonly input: Input };
