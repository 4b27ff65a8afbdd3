/** Where a phone in the hall reaches the house. */
import { boot, publicUrl } from './boot';

/** The address that is printed and scanned: the house's own, or, where that is this machine's alone, this machine's in the hall's network. */
export const reachable = boot.lan ?? publicUrl;

/** Whether an address leads each device to itself, as the house judges it (Hub.Server/Common/LocalAddress.cs): it is none to be scanned elsewhere. */
export const leadsBack = (url: string) => /^https?:\/\/(([^/:]+\.)?localhost\.?|127\.\d+\.\d+\.\d+|0\.0\.0\.0|\[::1?\])(:|\/|$)/i.test(url);
