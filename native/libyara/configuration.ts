import type { LibyaraFunctions } from './bind/functions.ts';

/** YR_CONFIG_NAME, the bytes of its value, and what libyara has without being told. */
const settings = {
  stackSize: { name: 0, bytes: 4, usual: 16_384 },
  maxStringsPerRule: { name: 1, bytes: 4, usual: 10_000 },
  maxMatchBytes: { name: 2, bytes: 4, usual: 512 },
  maxProcessMemoryChunk: { name: 3, bytes: 8, usual: 1_073_741_824 },
} as const;

type Setting = keyof typeof settings;

/** libyara's settings, which are those of the process: each job says what it wants, and the next one starts as usual. */
export class Configuration {
  readonly #functions: LibyaraFunctions;
  readonly #values = new Map<Setting, number>();

  constructor(functions: LibyaraFunctions) {
    this.#functions = functions;
  }

  /** Without a value the usual one. */
  set(setting: Setting, wanted: number | undefined): void {
    const { name, bytes, usual } = settings[setting];
    const value = Math.min(wanted ?? usual, bytes === 4 ? 0xffff_ffff : Number.MAX_SAFE_INTEGER);
    if ((this.#values.get(setting) ?? usual) === value) return;
    const buffer = Buffer.alloc(8);
    if (bytes === 4) buffer.writeUInt32LE(value);
    else buffer.writeBigUInt64LE(BigInt(value));
    this.#functions.yr_set_configuration(name, buffer);
    this.#values.set(setting, value);
  }
}
