/** Rules that were asked for and can't be used, before libyara sees them. */
export class RulesError extends Error {
  override readonly name = 'RulesError';
  readonly code: 'missing' | 'unreadable' | 'none' | 'compiled';
  readonly path: string;

  constructor(code: RulesError['code'], path: string, message: string) {
    super(message);
    this.code = code;
    this.path = path;
  }
}
