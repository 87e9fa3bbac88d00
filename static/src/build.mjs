// Builds static/dist: the style sheet from the Sass beside this file, and the
// design system's script and pictures that it needs. Plain copies, no bundler.
import { copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const source = dirname(fileURLToPath(import.meta.url));
const root = resolve(source, "../..");
const finished = join(root, "static/dist");
const dist = `${finished}.new`;
const nhsuk = join(root, "node_modules/nhsuk-frontend/dist/nhsuk");

/** Every address a style sheet points to, without quotes. */
function addresses(css) {
  return [...css.matchAll(/url\(\s*["']?([^"')]+)["']?\s*\)/g)].map((match) => match[1]);
}

function copy(from, to) {
  mkdirSync(dirname(to), { recursive: true });
  copyFileSync(from, to);
}

/** The style sheet, and each picture it points to beside it. */
function buildStyles() {
  const options = { style: "compressed", quietDeps: true, charset: false };
  const { css } = compile(join(source, "app.scss"), options);
  writeFileSync(join(dist, "app.css"), css);
  for (const address of new Set(addresses(css))) {
    if (address.startsWith("data:")) continue;
    copy(join(nhsuk, "assets", address), join(dist, address));
  }
}

/** Its script in one file, without the pointer to a source map that we do not serve. */
function buildScript() {
  const script = readFileSync(join(nhsuk, "nhsuk-frontend.min.js"), "utf8");
  writeFileSync(join(dist, "nhsuk.js"), script.replace(/^\/\/# sourceMappingURL=.*$/m, ""));
}

rmSync(dist, { recursive: true, force: true });
mkdirSync(dist, { recursive: true });
buildStyles();
buildScript();
// The old folder serves until the new one is whole.
rmSync(finished, { recursive: true, force: true });
renameSync(dist, finished);
