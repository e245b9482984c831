/** `cryptex gap set`, `assign`, `exclude`, `link`, `confirm`, `reject`, `undecide`: what people decide of the audit. */
import { Option, type Command } from 'commander';
import { toJson } from '../../../common/json.ts';
import { personHere } from '../../../common/person.ts';
import { ComponentStatus, type GapChange } from '../../../protocol/gap.ts';
import type { CliContext } from '../../cliContext.ts';
import { componentDetails } from '../../format/gapAudit.ts';
import { openGapAudit } from '../../openGapAudit.ts';
import type { StoreOption } from '../../recordedScans.ts';

interface DecideOptions extends StoreOption {
  readonly by?: string;
  readonly format: 'text' | 'json';
}

const subject = `
A component goes by its name or one of its files, a function as FILE#SYMBOL, with its classes; a codename does for either.`;

export function registerDecisions(gap: Command, context: CliContext): void {
  const add = (usage: string, description: string, changeOf: (words: readonly string[]) => GapChange): Command =>
    gap
      .command(usage)
      .description(description)
      .option('--by <name>', 'who says so; the user unless given')
      .option('--store <file>', 'the database')
      .addOption(new Option('--format <format>', 'how to print the result').choices(['text', 'json']).default('text'))
      .addHelpText('after', subject)
      .action(async (...given: unknown[]) => {
        const command = given.at(-1) as Command;
        await decide(changeOf(command.args), command.optsWithGlobals<DecideOptions>(), context);
      });
  add('set <component> <status>', 'set the status of a component, whatever is found', ([of = '', status = '']) => ({
    ...{ kind: 'status', of },
    status: statusOf(status, gap),
  }));
  add(
    'assign <component> <name>',
    'say who is responsible; an empty name takes it back',
    ([of = '', responsible = '']) => ({
      ...{ kind: 'responsible', of, responsible },
    }),
  );
  add('exclude <what> <reason>', 'say why a component or a function needs no port', ([of = '', reason = '']) => ({
    ...{ kind: 'exclude', of, reason },
  }));
  add('link <function> <port>', 'name the port of a function, as FILE#SYMBOL', ([of = '', port = '']) => ({
    ...{ kind: 'confirm', of, port },
  }));
  add('confirm <what>', 'the port that was found of a function, or of all in a component, is right', ([of = '']) => ({
    ...{ kind: 'confirm', of },
  }));
  add('reject <what> [port]', 'the port that was found, or the one that is named, is wrong', ([of = '', port]) => ({
    ...{ kind: 'reject', of, port },
  }));
  add('undecide <what>', 'take back what was decided of a component or a function', ([of = '']) => ({
    ...{ kind: 'undecided', of },
  }));
}

async function decide(change: GapChange, options: DecideOptions, context: CliContext): Promise<void> {
  const { terminal } = context;
  await using opened = await openGapAudit(options, process.cwd(), terminal);
  const { decided } = await opened.audit.decide([change], options.by ?? personHere());
  for (const one of decided)
    await terminal.print(
      options.format === 'json'
        ? `${toJson({ ...one.component, details: one.functions }, 2)}\n`
        : componentDetails(one, terminal.out),
    );
}

function statusOf(word: string, gap: Command): ComponentStatus {
  const status = ComponentStatus.options.find((one) => one === word.replace(/[- ]/g, '_'));
  return status ?? gap.error(`error: ${word} is no status; there are pending, in_progress and done.`, { exitCode: 2 });
}
