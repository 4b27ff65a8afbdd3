/** Where a phone in the hall reaches the house. */
import { boot, publicUrl } from './boot';

/** The address that is printed and scanned: the house's own, or, where that is this machine's alone, this machine's in the hall's network. */
export const reachable = boot.lan ?? publicUrl;
