import { parseArgs } from 'node:util';
import { describeDrift, findDrift } from './drift.ts';
import { generatedFiles } from './generated-files.ts';
import { readRepositoryFile, writeRepositoryFile } from './repository.ts';

const help = `Generates what documentation repeats from the code.

  node docs/generator/generate.ts           write the files that differ
  node docs/generator/generate.ts --check   change nothing; fail when one differs
`;

const { values } = parseArgs({
  options: { check: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } },
});

if (values.help) {
  process.stdout.write(help);
} else {
  const drift = await findDrift(generatedFiles, readRepositoryFile);
  if (values.check) {
    process.stdout.write(describeDrift(drift, generatedFiles.length));
    process.exitCode = drift.length > 0 ? 1 : 0;
  } else {
    for (const file of drift) await writeRepositoryFile(file.path, file.content);
    process.stdout.write(
      drift.length > 0 ? drift.map(({ path }) => `wrote ${path}\n`).join('') : 'Everything is up to date.\n',
    );
  }
}
