// Builds the browser parts into ../assets: <name>.<hash>.js|css, manifest.json and the licences of what is inside.
// The same sources give the same bytes; `node build.mjs --check` fails when the committed assets differ.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const assets = join(here, '..', 'assets');
const entries = { 'bpmn-viewer': 'src/bpmn-viewer.js', 'chinese-page': 'src/chinese-page.js' };

const result = await build({
  absWorkingDir: here,
  entryPoints: entries,
  outdir: assets,
  bundle: true,
  minify: true,
  format: 'esm',
  target: 'es2020',
  charset: 'utf8',
  legalComments: 'inline',
  loader: { '.woff': 'dataurl', '.woff2': 'dataurl', '.ttf': 'dataurl', '.eot': 'dataurl', '.svg': 'dataurl' },
  metafile: true,
  write: false,
});

const files = new Map();
const manifest = {};
for (const output of result.outputFiles) {
  const [, name, extension] = output.path.match(/([^/\\]+)\.(js|css)$/);
  const hash = createHash('sha256').update(output.contents).digest('hex').slice(0, 12);
  const file = `${name}.${hash}.${extension}`;
  files.set(file, Buffer.from(output.contents));
  manifest[`${name}.${extension}`] = file;
}
files.set('manifest.json', Buffer.from(JSON.stringify(manifest, Object.keys(manifest).sort(), 2) + '\n'));
files.set('LICENSES.txt', Buffer.from(licencesOf(bundledPackages(result.metafile))));

if (process.argv.includes('--check')) {
  check();
} else {
  write();
}

/** Names of the packages whose code is in the bundles. */
function bundledPackages(metafile) {
  const names = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const match = input.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\/(?!.*node_modules\/)/);
    if (match) {
      names.add(match[1]);
    }
  }
  return [...names].sort();
}

function licencesOf(names) {
  const intro = 'Licences of the packages bundled in this folder. The bpmn.io watermark in the diagrams must stay visible (licence of bpmn-js).\n';
  return [intro, ...names.map(licenceOf)].join(`\n${'='.repeat(100)}\n`);
}

function licenceOf(name) {
  const folder = join(here, 'node_modules', name);
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file ? readFileSync(join(folder, file), 'utf8').trim() : '(no licence file in the package)';
  return `${name} ${version} (${license})\n\n${text}\n`;
}

function write() {
  rmSync(assets, { recursive: true, force: true });
  mkdirSync(assets, { recursive: true });
  for (const [file, content] of files) {
    writeFileSync(join(assets, file), content);
    console.log(`${file} ${content.length}`);
  }
}

function check() {
  const stale = [...files].filter(([file, content]) => !existsSync(join(assets, file)) || !readFileSync(join(assets, file)).equals(content));
  const left = readdirSync(assets).filter((file) => !files.has(file));
  if (stale.length + left.length > 0) {
    console.error('assets differ from the sources:', ...stale.map(([file]) => file), ...left);
    process.exit(1);
  }
}
