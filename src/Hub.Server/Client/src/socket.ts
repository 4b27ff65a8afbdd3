/** The connection to the hub, as a channel needs it: small enough for a test to hand in another. */
import { HttpTransportType, HubConnectionBuilder, LogLevel } from '@microsoft/signalr';

export interface Socket {
  /** `Disconnected` is the one state in which it may be started. */
  readonly state: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Calls the server. Rejects where the server refuses, and where the connection ends before the answer. */
  invoke<T>(method: string, ...args: unknown[]): Promise<T>;
  on(message: string, handler: (body: never) => void): void;
  /** Called when a connection that was there has ended, whoever ended it. */
  onclose(handler: () => void): void;
}

/** @param query `?as=room`: to be told what the room is told, though this browser is its chair's. */
export const openSocket = (query = ''): Socket =>
  new HubConnectionBuilder()
    .withUrl(`/hubs/live${query}`, { transport: HttpTransportType.WebSockets, skipNegotiation: true })
    .configureLogging(LogLevel.None)
    .withServerTimeout(12_000)
    .withKeepAliveInterval(5_000)
    .build();
