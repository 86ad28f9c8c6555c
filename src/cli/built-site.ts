import { createReadStream, existsSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { createGzip } from "node:zlib";

const TYPES: Readonly<Record<string, string>> = {
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".json": "application/json",
  ".webmanifest": "application/manifest+json",
  ".woff2": "font/woff2",
  ".png": "image/png",
  ".txt": "text/plain; charset=utf-8",
};

export type BuiltSite = { readonly origin: string; close(): Promise<void> };

/** Serves a built site on a free port of this machine, as docs/deploy.md asks a host to; `base`: the path it is under. */
export async function serveBuiltSite(folder: string, base = ""): Promise<BuiltSite> {
  if (!existsSync(join(folder, "index.html"))) throw new Error(`${folder} holds no site: run npm run build`);
  const server = createServer((request, response) => {
    const path = normalize(decodeURIComponent((request.url ?? "/").split("?")[0] ?? "/"));
    let file = join(folder, path.slice(base.length));
    if (existsSync(file) && statSync(file).isDirectory()) file = join(file, "index.html");
    const found = path.startsWith(`${base}/`) && file.startsWith(folder) && existsSync(file);
    const shown = found ? file : join(folder, "404.html");
    const type = TYPES[extname(shown)] ?? "application/octet-stream";
    const packed = /^text|json|svg/.test(type) && /gzip/.test(String(request.headers["accept-encoding"]));
    response.writeHead(found ? 200 : 404, {
      "content-type": type,
      "cache-control": path.includes("/_astro/") ? "public, max-age=31536000, immutable" : "no-cache",
      ...(packed ? { "content-encoding": "gzip", vary: "accept-encoding" } : {}),
    });
    const content = createReadStream(shown);
    if (packed) content.pipe(createGzip()).pipe(response);
    else content.pipe(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("the server has no port");
  return {
    origin: `http://127.0.0.1:${address.port}`,
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
