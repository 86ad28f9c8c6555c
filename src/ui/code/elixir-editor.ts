import { elixir } from "codemirror-lang-elixir";
import { type OpenEditor, openTextEditor } from "./text-editor.ts";

/** An editor for Elixir. */
export const openElixirEditor: OpenEditor = (host, options) => openTextEditor(host, elixir(), options);
