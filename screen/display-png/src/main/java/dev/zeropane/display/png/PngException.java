// SPDX-License-Identifier: Apache-2.0
package dev.zeropane.display.png;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import javax.imageio.IIOException;

/// A picture could not be written. The message names the file or directory.
public final class PngException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PngException(String message) {
        super(message);
    }

    PngException(String message, IOException cause) {
        super(message + ": " + reason(cause), cause);
    }

    /// The reason in plain words; the JDK's own messages are often just the file's name.
    private static String reason(IOException e) {
        return switch (e) {
            case FileAlreadyExistsException f -> f.getFile() + " is no directory";
            case NotDirectoryException f -> f.getFile() + " is no directory";
            case NoSuchFileException _ -> "there is no such directory";
            case AccessDeniedException _ -> "permission denied";
            case FileSystemException f when f.getReason() != null -> f.getReason();
            // ImageIO's exception for a full disk does not name the reason.
            case IIOException f when f.getCause() instanceof IOException cause -> reason(cause);
            default -> e.toString();
        };
    }
}
