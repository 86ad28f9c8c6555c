/** Events that the protocol itself uses (phoenix 1.8.16, assets/js/phoenix/constants.js). */
export const JOIN = "phx_join";
export const LEAVE = "phx_leave";
export const REPLY = "phx_reply";
export const ERROR = "phx_error";
export const CLOSE = "phx_close";
export const HEARTBEAT = "heartbeat";

/** The topic of the connection itself, on which heartbeats travel. */
export const PHOENIX_TOPIC = "phoenix";
