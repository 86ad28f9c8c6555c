import { PageLife } from "../client/page-life.ts";
import type { ClientId } from "../trace/ids.ts";
import type { Input } from "../trace/input.ts";
import type { PageToken } from "../trace/page-token.ts";
import type { World } from "./world.ts";

/** What the inputs that are no part of this do is in world.ts. */
export type RareInput = Extract<
  Input,
  {
    readonly kind:
      | "add_viewer"
      | "add_tab"
      | "close_page"
      | "hide_page"
      | "show_page"
      | "leave_page"
      | "return_to_page"
      | "close_laptop"
      | "open_laptop"
      | "change_link"
      | "reset_link"
      | "close_connection"
      | "netsplit"
      | "heal"
      | "advance_clock";
  }
>;

/**
 * Does to a world what is seldom done: who comes and goes, what browsers and machines do to pages, how connections are
 * broken otherwise than by a cable, what nodes and clocks do.
 */
export function applyRare(world: World, input: RareInput): void {
  if (isInVain(world, input)) return;
  switch (input.kind) {
    case "add_viewer":
      world.viewers.add({ ...input, id: input.client, page: null });
      world.openPage(input.client);
      return;
    case "add_tab":
      addBeside(world, input.client, input.of);
      world.openPage(input.client);
      return;
    case "close_page":
      closePage(world, input.client);
      return;
    case "hide_page":
      lifeOf(world, input.client).setVisible(false);
      return;
    case "show_page":
      lifeOf(world, input.client).setVisible(true);
      return;
    case "leave_page":
      lifeOf(world, input.client).leaveForNow();
      return;
    case "return_to_page":
      lifeOf(world, input.client).comeBack();
      return;
    case "close_laptop":
      for (const life of livesOnMachine(world, input.client)) life.sleep();
      return;
    case "open_laptop":
      for (const life of livesOnMachine(world, input.client)) life.wake();
      return;
    case "change_link":
      world.linkOf(input.client).become(input.link);
      return;
    case "reset_link":
      world.linkOf(input.client).reset();
      return;
    case "close_connection":
      world.linkOf(input.client).closeByProxy(input.code);
      return;
    case "netsplit":
      world.cluster?.split();
      return;
    case "heal":
      world.cluster?.heal();
      return;
    case "advance_clock":
      advanceClock(world, input.byMs);
  }
}

/** Whether it asks something of a page that is stopped, or wants back what never went. */
function isInVain(world: World, input: RareInput): boolean {
  switch (input.kind) {
    case "add_viewer":
      return world.viewers.has(input.client);
    case "add_tab":
      return world.viewers.has(input.client) || !world.viewers.has(input.of) || world.linkOf(input.of).asleep;
    case "close_page":
      return !world.pageOf(input.client).isOpen || world.linkOf(input.client).asleep;
    case "hide_page":
    case "show_page":
    case "leave_page":
    case "close_laptop":
      return world.pageOf(input.client).stopped;
    case "return_to_page":
      return !world.pageOf(input.client).stopped || world.linkOf(input.client).asleep;
    case "open_laptop":
      return !world.linkOf(input.client).asleep;
    default:
      return false;
  }
}

/** The same user on the same machine, in another window. The server gives its page a token of that moment. */
function addBeside({ viewers, homes }: World, client: ClientId, other: ClientId): void {
  const { link, token, ...shared } = viewers.get(other);
  const fresh: PageToken = token.is === "signed" ? { is: "signed", ageSeconds: 0 } : token;
  viewers.seat({ ...shared, link: link.beside(client), token: fresh });
  const home = homes.get(other);
  if (home !== undefined) homes.set(client, home);
}

function closePage({ viewers }: World, client: ClientId): void {
  const viewer = viewers.get(client);
  const { page } = viewer;
  new PageLife(page).close();
  viewer.page = viewers.newPage(viewer.link, page);
}

function lifeOf(world: World, client: ClientId): PageLife {
  return new PageLife(world.pageOf(client));
}

/** ... of the pages of everybody who sits at the same machine. */
function livesOnMachine(world: World, client: ClientId): readonly PageLife[] {
  const { line } = world.linkOf(client);
  return world.viewers.all.flatMap(({ link, page }) => (link.line === line ? [new PageLife(page)] : []));
}

function advanceClock(world: World, byMs: number): void {
  if (byMs === 0) return;
  world.clockAheadMs += byMs;
  for (const endpoint of world.endpoints) endpoint.advanceClock(byMs);
  world.kernel.begin({ kind: "clock_advanced", byMs });
}
