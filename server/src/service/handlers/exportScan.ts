import * as v from 'valibot';
import { EngineError } from '../../common/errors.ts';
import { productVersion } from '../../common/version.ts';
import { ExportPart, exportPartRequest } from '../../protocol/service.ts';
import { OutputFile } from '../../scan/output/outputFile.ts';
import type { RequestHandler } from '../requestHandler.ts';

const plain = { bold: String, dim: String, cyan: String };
/** What text shows beside rule and path: all that is not as long as the results themselves. */
const details = {
  strings: true,
  lengths: true,
  namespace: false,
  tags: true,
  meta: false,
  xorKeys: false,
  count: false,
};

/** Writes results that the extension holds to a file, which is there whole or not at all. */
export const exportScan: RequestHandler<'exportScan'> = async (params, { ask, signal }) => {
  const { export: name, format, output, outcome } = params;
  // Formats are many, and most hosts write none.
  const { scanFormats } = await import('../../scan/output/formats.ts');
  await using file = await OutputFile.create(output);
  const writer = scanFormats[format]({
    write: (text) => file.write(text),
    shownPath: String,
    version: productVersion(),
    details,
    colors: plain,
  });
  for (;;) {
    const { events } = v.parse(ExportPart, await ask(exportPartRequest, { export: name }));
    if (signal.aborted) throw new EngineError('cancelled', 'Cancelled; nothing was written.');
    if (events.length === 0) break;
    for (const event of events) await writer.onEvent(event);
  }
  await writer.finish(outcome);
  await file.commit();
  return {};
};
