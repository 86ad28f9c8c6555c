import { javascript } from "@codemirror/lang-javascript";
import { type OpenEditor, openTextEditor } from "./text-editor.ts";

/** An editor for JavaScript. */
export const openJavaScriptEditor: OpenEditor = (host, options) =>
  openTextEditor(host, javascript(), options);
