import { useEffect, useState } from "preact/hooks";
import { pagePath } from "../../schemas/page-text.ts";
import type { Scenario } from "../../schemas/scenario.ts";
import { channelPath } from "../../schemas/server-paths.ts";
import { useLater } from "../simulator/use-later.ts";
import { revealSimulator } from "../turn-to-simulator.ts";

/** The scenario's own code, to be changed and run: the programs of its pages, and the modules of its server. */
export function CodeChoice({ id, scenario }: { readonly id: string; readonly scenario: Scenario }) {
  const { pages, modules } = filesOf(scenario);
  const [file, setFile] = useState(pages[0] ?? "");
  const [open, setOpen] = useState(false);
  const editor = useLater(open, () => import("../code/code-editor.tsx"));
  const [ready, setReady] = useState<Ready | null>(null);
  const [status, setStatus] = useState("");

  useEffect(() => {
    if (!open || editor === null) return;
    let wanted = true;
    setStatus("");
    editor.editorFor(file, id).then(
      (made) => wanted && setReady(made),
      () => wanted && setStatus("The editor could not be loaded. Is there a connection?"),
    );
    return () => {
      wanted = false;
    };
  }, [open, editor, file, id]);

  return (
    <section class="playground-code" aria-label="Code">
      <div class="playground-code-choice">
        <label>
          <span>Code </span>
          <select value={file} onChange={({ currentTarget }) => setFile(currentTarget.value)}>
            <Files label="Pages, JavaScript" files={pages} />
            <Files label="Server, Elixir" files={modules} />
          </select>
        </label>
        {open ? null : (
          <button type="button" class="plain" onClick={() => setOpen(true)}>
            Edit and run
          </button>
        )}
      </div>
      {open && file.endsWith(".js") ? (
        <p class="playground-code-note">
          Plain JavaScript against the official client. It runs in a sandbox without a network, in the
          simulation's time: timers, <code>Date</code>, <code>Math.random</code>,{" "}
          <code>crypto.randomUUID</code>, promises and <code>console</code> are there, and no DOM.
        </p>
      ) : null}
      {status === "" ? null : <p role="status">{status}</p>}
      {open && editor !== null && ready?.file === file ? (
        <editor.CodeEditor
          key={file}
          {...ready}
          line={1}
          onClose={() => setOpen(false)}
          onShow={() => revealSimulator(id)}
        />
      ) : null}
    </section>
  );
}

type Ready = Awaited<ReturnType<typeof import("../code/code-editor.tsx").editorFor>>;

function Files({ label, files }: { readonly label: string; readonly files: readonly string[] }) {
  return (
    <optgroup label={label}>
      {files.map((file) => (
        <option key={file} value={file}>
          {file.replace(/^.*\//, "")}
        </option>
      ))}
    </optgroup>
  );
}

function filesOf({ variants, clients }: Scenario): {
  readonly pages: readonly string[];
  readonly modules: readonly string[];
} {
  const pages = [...variants, ...clients].flatMap(({ page }) => (page === null ? [] : pagePath(page)));
  const modules = variants.flatMap(({ server }) => server.map(channelPath));
  return { pages: [...new Set(pages)], modules: [...new Set(modules)] };
}
