// Bundles the parts that pages load where scripts run, one entry a page, into the folder that the service serves them
// from. Names carry a hash of what is in them; manifest.json leads from the name of an entry to its files.
import { createHash } from "node:crypto";
import { cpSync, mkdirSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "../src/legation/web/static/vendor");
const making = `${out}.new`;
const entries = ["chart.js", "editor.js"];

rmSync(making, { recursive: true, force: true });
const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: entries,
  outdir: making,
  entryNames: "[name]-[hash]",
  chunkNames: "[name]-[hash]",
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: ["es2022"],
  legalComments: "none",
  metafile: true,
  logLevel: "warning",
});

const file = (path) => {
  const integrity = createHash("sha384").update(readFileSync(join(here, path))).digest("base64");
  return { file: basename(path), integrity: `sha384-${integrity}` };
};
const manifest = {};
for (const [path, made] of Object.entries(metafile.outputs)) {
  if (!entries.includes(made.entryPoint)) continue;
  manifest[basename(made.entryPoint, ".js")] = { script: file(path), ...(made.cssBundle && { style: file(made.cssBundle) }) };
}

// What is bundled is given on, so its licences go with it: of each package named by the lock that is not for development.
const lock = JSON.parse(readFileSync(join(here, "package-lock.json"), "utf8"));
const licences = [];
for (const [path, { dev, version, license }] of Object.entries(lock.packages)) {
  if (!path || dev) continue;
  const folder = join(here, path);
  const texts = readdirSync(folder).filter((name) => /^(licen[cs]e|notice|copying)[^/]*$/i.test(name) && statSync(join(folder, name)).isFile()).sort();
  const body = texts.map((name) => readFileSync(join(folder, name), "utf8").trim()).join("\n\n");
  licences.push(`${path.replace(/^.*node_modules\//, "")} ${version} (${license})\n\n${body}`.trim());
}
writeFileSync(join(making, "LICENCES.txt"), licences.join(`\n\n${"-".repeat(80)}\n\n`) + "\n");
writeFileSync(join(making, "manifest.json"), JSON.stringify(manifest, null, 1) + "\n");

rmSync(out, { recursive: true, force: true });
mkdirSync(dirname(out), { recursive: true });
cpSync(making, out, { recursive: true });
rmSync(making, { recursive: true });
