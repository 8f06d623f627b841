//! How a camera was held: Exif in JPEG and PNG, by which browsers turn an image before they lay it out.
//!
//! In: the start of a file. Out: whether its width and height change places.

/// The field of Exif that says how to turn the image (Exif 2.32, 4.6.4).
const ORIENTATION: u16 = 0x0112;

/// What stands before the fields in a segment of JPEG.
const EXIF: &[u8] = b"Exif\0\0";

/// Whether an image is shown turned by a quarter.
pub(super) fn is_turned(head: &[u8]) -> bool {
    let fields = match head {
        [0xff, 0xd8, segments @ ..] => of_jpeg(segments),
        [
            0x89,
            b'P',
            b'N',
            b'G',
            b'\r',
            b'\n',
            0x1a,
            b'\n',
            chunks @ ..,
        ] => of_png(chunks),
        _ => None,
    };
    fields
        .and_then(orientation)
        .is_some_and(|value| (5..=8).contains(&value))
}

/// The fields in the first segment that has them; they stand before the image.
fn of_jpeg(mut rest: &[u8]) -> Option<&[u8]> {
    const APP1: u8 = 0xe1;
    const SCAN: u8 = 0xda;
    loop {
        let [0xff, marker, behind @ ..] = rest else {
            return None;
        };
        match *marker {
            // A marker may have any number of these before it.
            0xff => {
                rest = &rest[1..];
                continue;
            }
            SCAN => return None,
            _ => {}
        }
        let length = usize::from(u16::from_be_bytes(*behind.first_chunk()?));
        let segment = behind.get(2..length)?;
        if *marker == APP1
            && let Some(fields) = segment.strip_prefix(EXIF)
        {
            return Some(fields);
        }
        rest = &behind[length..];
    }
}

/// The fields in a chunk before the image: browsers do not wait for one behind it.
fn of_png(mut rest: &[u8]) -> Option<&[u8]> {
    loop {
        let length = u32::from_be_bytes(*rest.first_chunk()?) as usize;
        let kind = rest.get(4..8)?;
        let data = rest.get(8..)?;
        match kind {
            b"eXIf" => return data.get(..length),
            b"IDAT" => return None,
            // A check sum follows.
            _ => rest = data.get(length.checked_add(4)?..)?,
        }
    }
}

/// The value of the field in the first directory (TIFF 6.0, section 2).
fn orientation(tiff: &[u8]) -> Option<u16> {
    let is_little = match tiff.get(..2)? {
        b"II" => true,
        b"MM" => false,
        _ => return None,
    };
    let short = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if is_little {
            u16::from_le_bytes(bytes)
        } else {
            u16::from_be_bytes(bytes)
        })
    };
    let long = |at: usize| {
        let bytes = *tiff.get(at..)?.first_chunk()?;
        Some(if is_little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        } as usize)
    };
    let directory = long(4)?;
    let count = usize::from(short(directory)?);
    let fields = (0..count).map_while(|number| {
        let at = directory.checked_add(2 + 12 * number)?;
        Some((short(at)?, at))
    });
    let (_, at) = fields.into_iter().find(|(tag, _)| *tag == ORIENTATION)?;
    short(at + 8)
}

#[cfg(test)]
mod tests {
    use super::is_turned;

    /// A directory with a field before the one of the orientation.
    fn tiff(orientation: u16, is_little: bool) -> Vec<u8> {
        let short = |value: u16| {
            if is_little {
                value.to_le_bytes()
            } else {
                value.to_be_bytes()
            }
        };
        let long = |value: u32| {
            if is_little {
                value.to_le_bytes()
            } else {
                value.to_be_bytes()
            }
        };
        let mut bytes = if is_little {
            b"II".to_vec()
        } else {
            b"MM".to_vec()
        };
        bytes.extend(short(42));
        bytes.extend(long(8));
        bytes.extend(short(2));
        for (tag, value) in [(0x0100, 7), (0x0112, orientation)] {
            bytes.extend(short(tag));
            bytes.extend(short(3));
            bytes.extend(long(1));
            bytes.extend(short(value));
            bytes.extend([0, 0]);
        }
        bytes
    }

    fn jpeg(tiff: &[u8]) -> Vec<u8> {
        let mut bytes = b"\xff\xd8\xff\xe0\x00\x04ab\xff\xff\xe1".to_vec();
        let segment = [b"Exif\0\0", tiff].concat();
        bytes.extend((segment.len() as u16 + 2).to_be_bytes());
        bytes.extend(segment);
        bytes
    }

    fn png(chunks: &[(&[u8; 4], &[u8])]) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n".to_vec();
        for (kind, data) in chunks {
            bytes.extend((data.len() as u32).to_be_bytes());
            bytes.extend(*kind);
            bytes.extend(*data);
            bytes.extend([0; 4]);
        }
        bytes
    }

    #[test]
    fn a_quarter_turn_is_one() {
        for orientation in 0..=9 {
            for is_little in [true, false] {
                let tiff = tiff(orientation, is_little);
                let expected = (5..=8).contains(&orientation);
                assert_eq!(is_turned(&jpeg(&tiff)), expected, "{orientation}");
                let before = png(&[(b"IHDR", b"x"), (b"eXIf", &tiff), (b"IDAT", b"")]);
                assert_eq!(is_turned(&before), expected, "{orientation}");
                let behind = png(&[(b"IHDR", b"x"), (b"IDAT", b""), (b"eXIf", &tiff)]);
                assert!(!is_turned(&behind));
            }
        }
        assert!(!is_turned(b""));
        assert!(!is_turned(b"GIF89a"));
    }

    /// However a file is cut or spoiled, nothing is read beyond its end.
    #[test]
    fn a_damaged_file_is_not_turned_and_harms_nobody() {
        for whole in [jpeg(&tiff(6, true)), png(&[(b"eXIf", &tiff(6, false))])] {
            for end in 0..whole.len() {
                let _ = is_turned(&whole[..end]);
                for value in [0, 0x7f, 0xff] {
                    let mut spoiled = whole.clone();
                    spoiled[end] = value;
                    let _ = is_turned(&spoiled);
                }
            }
        }
    }
}
