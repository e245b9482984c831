/** What a file is by its first bytes, in the short names that rules for THOR and LOKI compare with. */

/** Type, the bytes that tell it as Latin-1, and where they are when not in front. The first that fits counts. */
const signatures: readonly (readonly [type: string, bytes: string, offset?: number])[] = [
  ['EXE', 'MZ'],
  ['ELF', '\x7fELF'],
  ['MACHO', '\xfe\xed\xfa\xce'],
  ['MACHO', '\xfe\xed\xfa\xcf'],
  ['MACHO', '\xce\xfa\xed\xfe'],
  ['MACHO', '\xcf\xfa\xed\xfe'],
  ['PDF', '%PDF-'],
  ['ZIP', 'PK\x03\x04'],
  ['ZIP', 'PK\x05\x06'],
  ['RAR', 'Rar!\x1a\x07'],
  ['7ZIP', "7z\xbc\xaf'\x1c"],
  ['GZIP', '\x1f\x8b'],
  ['BZIP2', 'BZh'],
  ['XZ', '\xfd7zXZ\x00'],
  ['ZSTD', '\x28\xb5\x2f\xfd'],
  ['CAB', 'MSCF'],
  ['TAR', 'ustar', 257],
  ['OLE', '\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1'],
  ['RTF', '{\\rtf'],
  ['LNK', 'L\x00\x00\x00\x01\x14\x02\x00'],
  ['CHM', 'ITSF'],
  ['CLASS', '\xca\xfe\xba\xbe'],
  ['DEX', 'dex\n'],
  ['WASM', '\x00asm'],
  ['SQLITE', 'SQLite format 3\x00'],
  ['EVT', 'LfLe'],
  ['EVTX', 'ElfFile\x00'],
  ['REGISTRY', 'regf'],
  ['PCAP', '\xd4\xc3\xb2\xa1'],
  ['PCAP', '\xa1\xb2\xc3\xd4'],
  ['PCAPNG', '\x0a\x0d\x0d\x0a'],
  ['MDMP', 'MDMP'],
  ['SWF', 'FWS'],
  ['SWF', 'CWS'],
  ['SWF', 'ZWS'],
  ['GIF', 'GIF8'],
  ['PNG', '\x89PNG\r\n\x1a\n'],
  ['JPEG', '\xff\xd8\xff'],
  ['BMP', 'BM'],
  ['XML', '<?xml'],
  ['SCRIPT', '#!'],
];

/** As many bytes as the table looks at. */
export const magicLength = Math.max(...signatures.map(([, bytes, offset = 0]) => offset + bytes.length));

/** The type of a file that begins with `start`; empty when it is none of the table's. */
export function fileType(start: Uint8Array): string {
  const text = Buffer.from(start.buffer, start.byteOffset, start.byteLength).toString('latin1');
  return signatures.find(([, bytes, offset = 0]) => text.startsWith(bytes, offset))?.[0] ?? '';
}
