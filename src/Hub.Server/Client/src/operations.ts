/**
 * What a form sends by a call of its own, and sends again where no answer came: an operation is its payload. The same under the same id, so that it is done
 * once; another under another; and what was done is done anew where somebody asks for it once more.
 */
import { newOp } from './outbox';

export class Operations {
  private last: { body: string; op: string } | undefined;

  /** The body with the id of its operation. */
  of<T extends object>(body: T): T & { op: string } {
    const said = JSON.stringify(body);
    if (this.last?.body !== said) this.last = { body: said, op: newOp() };
    return { ...body, op: this.last.op };
  }

  /** It is done: whoever sends the same again wants another. */
  done(): void {
    this.last = undefined;
  }
}
