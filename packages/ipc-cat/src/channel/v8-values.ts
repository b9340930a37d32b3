/**
 * Values as Node sends them with `serialization: 'advanced'`. It has v8 hand over views of memory itself, to tell a Buffer from
 * an Uint8Array, and marks them with a number of its own. lib/internal/child_process/serialization.js
 */
import { DefaultDeserializer, DefaultSerializer } from 'node:v8';

const VIEW = 0;
const NO_VIEW = 1;

// Documented for those who derive from them, but not in their types.
interface HostObjects {
  _writeHostObject(object: object): void;
  _readHostObject(): unknown;
}

const ofSerializer = DefaultSerializer.prototype as unknown as HostObjects;
const ofDeserializer = DefaultDeserializer.prototype as unknown as HostObjects;

class ChannelSerializer extends DefaultSerializer {
  _writeHostObject(object: object): void {
    this.writeUint32(ArrayBuffer.isView(object) ? VIEW : NO_VIEW);
    if (ArrayBuffer.isView(object)) ofSerializer._writeHostObject.call(this, object);
    else this.writeValue({ ...object });
  }
}

class ChannelDeserializer extends DefaultDeserializer {
  _readHostObject(): unknown {
    const tag = this.readUint32();
    return tag === VIEW ? ofDeserializer._readHostObject.call(this) : this.readValue();
  }
}

/** What lies on the channel behind its length. */
export const serialize = (value: unknown): Buffer => {
  const serializer = new ChannelSerializer();
  serializer.writeHeader();
  serializer.writeValue(value);
  return serializer.releaseBuffer();
};

/** Throws for what is no serialized value. */
export const deserialize = (bytes: Buffer): unknown => {
  const deserializer = new ChannelDeserializer(bytes);
  deserializer.readHeader();
  return deserializer.readValue();
};
